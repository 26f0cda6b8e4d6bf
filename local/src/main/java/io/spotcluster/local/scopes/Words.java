package io.spotcluster.local.scopes;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Replies for people. Pure: JSON in, text out. */
final class Words {
    private static final int SHOWN_SCOPES = 12;

    private Words() {}

    /** @param who the subject, as in {@code client x} */
    static String explanation(String who, JsonNode answer) {
        StringBuilder text = new StringBuilder();
        String scope = answer.path("scope").stringValue();
        boolean you = who.equals("you");
        if (answer.path("satisfied").booleanValue()) {
            text.append("yes: %s %s %s%n".formatted(who, you ? "satisfy" : "satisfies", scope));
            answer.path("chains").forEach(chain -> text.append('\n').append(chain(chain)));
            if (answer.path("moreChains").booleanValue()) {
                text.append("\n… and more ways; --limit shows them\n");
            }
        } else {
            text.append("no: %s %s not satisfy %s%n".formatted(who, you ? "do" : "does", scope));
            text.append(missing(scope, answer));
        }
        if (answer.path("refused").asBoolean(false)) {
            text.append("\nBut it is disabled or expired, so it may do nothing at all.\n");
        }
        return text.toString();
    }

    private static String chain(JsonNode chain) {
        StringBuilder text =
                new StringBuilder("  %s%n".formatted(chain.path("held").stringValue()));
        chain.path("steps").forEach(step -> {
            String scope = step.path("scope").stringValue();
            String asWritten = step.path("asWritten").stringValue();
            text.append("    role %s grants %s%s%n"
                    .formatted(
                            step.path("roleId").stringValue(),
                            scope,
                            scope.equals(asWritten) ? "" : "   (as %s)".formatted(asWritten)));
        });
        return text.toString();
    }

    private static String missing(String scope, JsonNode answer) {
        if (answer.path("grantedBy").isEmpty()) {
            return "\nNo role grants it: only holding it helps, or a pattern that begins it.\n";
        }
        StringBuilder text = new StringBuilder("\nIt would with any of these:\n  %s%n".formatted(scope));
        answer.path("grantedBy")
                .forEach(role -> text.append("  %s   (role %s grants %s)%n"
                        .formatted(
                                role.path("assume").stringValue(),
                                role.path("roleId").stringValue(),
                                role.path("asWritten").stringValue())));
        if (answer.path("moreGrantedBy").booleanValue()) {
            text.append("  … and more roles; --limit shows them\n");
        }
        return text.toString();
    }

    /** @param what would change, as in {@code role x} */
    static String reach(String what, JsonNode changes) {
        if (changes.isEmpty()) {
            return "Nobody would gain or lose anything by this change of %s.%n".formatted(what);
        }
        List<String> parts = new ArrayList<>();
        int roles = 0;
        int gaining = 0;
        for (JsonNode each : changes) {
            roles += each.has("roleId") ? 1 : 0;
            gaining += each.path("gainsCount").intValue() > 0 ? 1 : 0;
            parts.add(subject(each));
        }
        return "This change of %s would alter what %s and %s reach; %d of them gain.%n%n%s"
                .formatted(
                        what,
                        counted(roles, "role"),
                        counted(changes.size() - roles, "client"),
                        gaining,
                        String.join("\n", parts));
    }

    private static String subject(JsonNode each) {
        StringBuilder text = new StringBuilder(
                each.has("roleId")
                        ? "role " + each.path("roleId").stringValue()
                        : "client " + each.path("clientId").stringValue());
        text.append(each.path("refused").asBoolean(false) ? " (disabled or expired now)\n" : "\n");
        scopes(text, each, "gains", '+');
        if (each.has("gainsBy")) {
            JsonNode chain = each.path("gainsBy");
            StringBuilder way = new StringBuilder(chain.path("held").stringValue());
            chain.path("steps")
                    .forEach(step -> way.append(" → role %s → %s"
                            .formatted(
                                    step.path("roleId").stringValue(),
                                    step.path("scope").stringValue())));
            text.append("    by ").append(way).append('\n');
        }
        scopes(text, each, "loses", '-');
        return text.toString();
    }

    private static void scopes(StringBuilder text, JsonNode each, String field, char sign) {
        int count = each.path(field + "Count").intValue();
        each.path(field)
                .valueStream()
                .limit(SHOWN_SCOPES)
                .forEach(scope -> text.append("  %c %s%n".formatted(sign, scope.stringValue())));
        if (count > SHOWN_SCOPES) {
            text.append("  %c … and %d more%n".formatted(sign, count - SHOWN_SCOPES));
        }
    }

    private static String counted(int count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
}
