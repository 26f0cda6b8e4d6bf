package io.spotcluster.api.scopes;

import io.spotcluster.base.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A role as expansion sees it.
 *
 * @param text what a scope must equal, or begin with if {@code prefix}
 * @param fixed scopes that every holder gets
 * @param templates scopes with {@code <..>}, of a role whose roleId ends with a star
 */
record Rule(String roleId, String text, boolean prefix, List<String> fixed, List<Template> templates) {
    /** What stands before and after {@code <..>}. */
    record Template(String before, String after) {
        /** For the end of a name, which is open to the right if {@code pattern}. */
        String fill(String rest, boolean pattern) {
            return before + rest + (pattern ? "*" : after);
        }

        /** The least single scope that grants whatever this may come to mean. */
        String widest() {
            return before + "*";
        }

        /** As it stands in the role. */
        String asWritten() {
            return before + RoleSet.REST + after;
        }
    }

    static Rule of(String roleId, List<String> scopes) {
        boolean prefix = ScopeSet.isPattern(roleId);
        List<String> fixed = new ArrayList<>(scopes.size());
        List<Template> templates = new ArrayList<>(0);
        for (String scope : scopes) {
            int rest = prefix ? scope.indexOf(RoleSet.REST) : -1;
            if (rest < 0) {
                fixed.add(scope);
            } else {
                templates.add(new Template(scope.substring(0, rest), scope.substring(rest + RoleSet.REST.length())));
            }
        }
        return new Rule(
                roleId, RoleSet.ASSUME + ScopeSet.plain(roleId), prefix, List.copyOf(fixed), List.copyOf(templates));
    }

    /** A scope with more than one {@code <..>} or with {@code *<..>} at its end. */
    Stream<Rejection> faults() {
        return templates.stream().flatMap(template -> {
            if (template.after().contains(RoleSet.REST)) {
                return Stream.of(Rejection.input("the scope '%s' of the role '%s' has more than one '<..>'"
                        .formatted(template.asWritten(), roleId)));
            }
            if (template.after().isEmpty() && template.before().endsWith("*")) {
                // With an empty rest of the name the star would come to mean "anything".
                return Stream.of(
                        Rejection.input("the scope '%s' of the role '%s' ends with '*<..>', where the star is ambiguous"
                                .formatted(template.asWritten(), roleId)));
            }
            return Stream.empty();
        });
    }
}
