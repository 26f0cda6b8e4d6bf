package io.spotcluster.api.json;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which fields of a document are never shown: not in error replies, not in messages, not in logs. */
public final class Secrets {
    /** What stands in the place of a secret. */
    public static final String HIDDEN = "(not shown)";

    private static final Set<String> USUAL = Set.of(
            "accesstoken", "authorization", "certificate", "credentials", "password", "privatekey", "secret", "token");

    private final Set<String> names;

    private Secrets(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /**
     * The usual names (access tokens, certificates, credentials, passwords, …), in any case.
     *
     * @param more names beside them
     */
    public static Secrets usualAnd(Set<String> more) {
        Set<String> names = new TreeSet<>(USUAL);
        more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return new Secrets(names);
    }

    public boolean isSecret(String field) {
        return names.contains(field.toLowerCase(Locale.ROOT));
    }

    /** A copy in which {@link #HIDDEN} stands for the value of each secret field, at any depth. */
    public JsonNode hide(JsonNode document) {
        return switch (document) {
            case ObjectNode object -> {
                ObjectNode copy = Json.MAPPER.createObjectNode();
                object.forEachEntry((name, value) -> {
                    if (isSecret(name)) {
                        copy.put(name, HIDDEN);
                    } else {
                        copy.set(name, hide(value));
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.MAPPER.createArrayNode();
                array.forEach(element -> copy.add(hide(element)));
                yield copy;
            }
            default -> document;
        };
    }
}
