package io.spotcluster.api.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoleSetPropertyTest {
    @Provide
    Arbitrary<Map<String, List<String>>> sound() {
        return ScopeArbitraries.roles()
                .filter(roles -> RoleSet.compile(0, roles).fault().isEmpty());
    }

    @Provide
    Arbitrary<ScopeSet> assuming() {
        return ScopeArbitraries.assumingSet();
    }

    @Property(tries = 400)
    void expansionFollowsTheRules(@ForAll("sound") Map<String, List<String>> roles, @ForAll("assuming") ScopeSet held) {
        assertThat(RoleSet.compile(1, roles).expand(held)).isEqualTo(byTheRules(roles, held));
    }

    @Property(tries = 400)
    void whatIsHeldStaysHeld(@ForAll("sound") Map<String, List<String>> roles, @ForAll("assuming") ScopeSet held) {
        assertThat(RoleSet.compile(1, roles).expand(held).satisfies(held)).isTrue();
    }

    @Property(tries = 400)
    void expandingTwiceAddsNothing(
            @ForAll("sound") Map<String, List<String>> roles, @ForAll("assuming") ScopeSet held) {
        RoleSet set = RoleSet.compile(1, roles);

        assertThat(set.expand(set.expand(held))).isEqualTo(set.expand(held));
    }

    @Property(tries = 400)
    void whoHoldsLessExpandsToLess(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("assuming") ScopeSet more,
            @ForAll("assuming") ScopeSet other) {
        RoleSet set = RoleSet.compile(1, roles);
        ScopeSet less = set.expand(more).intersection(other);

        assertThat(set.expand(more).satisfies(set.expand(less))).isTrue();
    }

    @Property(tries = 400)
    void aSetExpandsToWhatItsScopesExpandTo(
            @ForAll("sound") Map<String, List<String>> roles, @ForAll("assuming") ScopeSet held) {
        RoleSet set = RoleSet.compile(1, roles);
        ScopeSet apart = held.scopes().stream()
                .map(scope -> set.expand(ScopeSet.of(scope)))
                .reduce(ScopeSet.EMPTY, ScopeSet::union);

        assertThat(set.expand(held)).isEqualTo(apart);
    }

    @Property(tries = 400)
    void theOrderOfRolesAndScopesDoesNotMatter(
            @ForAll("sound") Map<String, List<String>> roles,
            @ForAll("assuming") ScopeSet held,
            @ForAll Random random) {
        List<String> ids = new ArrayList<>(roles.keySet());
        Collections.shuffle(ids, random);
        Map<String, List<String>> shuffled = new LinkedHashMap<>();
        for (String id : ids) {
            List<String> scopes = new ArrayList<>(roles.getOrDefault(id, List.of()));
            Collections.shuffle(scopes, random);
            shuffled.put(id, scopes);
        }

        assertThat(RoleSet.compile(1, shuffled).expand(held))
                .isEqualTo(RoleSet.compile(1, roles).expand(held));
    }

    @Property(tries = 400)
    void everySetOfRolesIsFoundFaultyOrExpandsToAnEnd(
            @ForAll("assuming") ScopeSet held, @ForAll("any") Map<String, List<String>> roles) {
        boolean sound = RoleSet.compile(0, roles).fault().isEmpty();

        assertThat(sound ? RoleSet.compile(1, roles).expand(held).scopes() : List.of("refused"))
                .isNotEmpty();
    }

    @Provide
    Arbitrary<Map<String, List<String>>> any() {
        return ScopeArbitraries.roles();
    }

    @Property(tries = 150)
    void aLargeSetExpandsByTheRulesToo(
            @ForAll("large") Map<String, List<String>> roles, @ForAll("assuming") ScopeSet held) {
        RoleSet set = RoleSet.compile(1, roles);

        assertThat(set.expand(held)).isEqualTo(byTheRules(roles, held));
        assertThat(set.expand(held)).as("remembered").isEqualTo(byTheRules(roles, held));
    }

    /** As many roles as stand together without a cycle, in the order of their generation. */
    @Provide
    Arbitrary<Map<String, List<String>>> large() {
        return ScopeArbitraries.manyRoles().map(roles -> {
            Map<String, List<String>> sound = new LinkedHashMap<>();
            roles.forEach((roleId, scopes) -> {
                sound.put(roleId, scopes);
                if (RoleSet.compile(0, sound).fault().isPresent()) {
                    sound.remove(roleId);
                }
            });
            return sound;
        });
    }

    @Property(tries = 300)
    void aCycleIsFoundIfAndOnlyIfThereIsOne(@ForAll("any") Map<String, List<String>> roles) {
        boolean cyclic = RoleSet.compile(0, roles)
                .fault()
                .filter(fault -> fault.message().contains("cycle"))
                .isPresent();
        boolean malformed = RoleSet.compile(0, roles)
                .fault()
                .filter(fault -> !fault.message().contains("cycle"))
                .isPresent();

        assertThat(malformed || cyclic == hasCycle(roles)).isTrue();
    }

    /** By the definition: follow what every role leads to, whatever the rest of a name may be. */
    private static boolean hasCycle(Map<String, List<String>> roles) {
        Map<String, Set<String>> leads = new LinkedHashMap<>();
        roles.forEach((from, scopes) -> {
            Set<String> reached = leads.computeIfAbsent(from, _ -> new HashSet<>());
            for (String scope : scopes) {
                for (String to : roles.keySet()) {
                    if (!apply(RoleSet.widest(from, scope), "assume:" + to, "x").isEmpty()) {
                        reached.add(to);
                    }
                }
            }
        });
        for (int i = 0; i < roles.size(); i++) {
            leads.values()
                    .forEach(reached ->
                            List.copyOf(reached).forEach(next -> reached.addAll(leads.getOrDefault(next, Set.of()))));
        }
        return leads.entrySet().stream().anyMatch(role -> role.getValue().contains(role.getKey()));
    }

    /** The definition, without any cleverness: apply every role to every scope until nothing is added. */
    private static ScopeSet byTheRules(Map<String, List<String>> roles, ScopeSet held) {
        Set<String> all = new HashSet<>(held.scopes());
        boolean grown = true;
        while (grown) {
            grown = applyOnce(roles, all);
        }
        return ScopeSet.of(all);
    }

    /** Adds what each of the scopes leads to by one role; says whether that was anything new. */
    static boolean applyOnce(Map<String, List<String>> roles, Set<String> scopes) {
        boolean grown = false;
        for (String scope : List.copyOf(scopes)) {
            for (Map.Entry<String, List<String>> role : roles.entrySet()) {
                for (String granted : role.getValue()) {
                    grown |= scopes.addAll(apply(scope, "assume:" + role.getKey(), granted));
                }
            }
        }
        return grown;
    }

    private static List<String> apply(String scope, String pattern, String granted) {
        boolean open = scope.endsWith("*");
        String text = open ? scope.substring(0, scope.length() - 1) : scope;
        if (!pattern.endsWith("*")) {
            boolean reached = open ? pattern.startsWith(text) : text.equals(pattern);
            return reached ? List.of(granted) : List.of();
        }
        String prefix = pattern.substring(0, pattern.length() - 1);
        if (text.startsWith(prefix)) {
            return List.of(filled(granted, text.substring(prefix.length()), open));
        }
        return open && prefix.startsWith(text) ? List.of(filled(granted, "", true)) : List.of();
    }

    private static String filled(String granted, String rest, boolean open) {
        int place = granted.indexOf("<..>");
        if (place < 0) {
            return granted;
        }
        return granted.substring(0, place) + rest + (open ? "*" : granted.substring(place + "<..>".length()));
    }
}
