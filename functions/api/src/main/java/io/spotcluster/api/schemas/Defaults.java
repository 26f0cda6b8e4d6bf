package io.spotcluster.api.schemas;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The defaults of a schema, by place. They are those of {@code properties}, {@code items}, {@code allOf} and references,
 * as Taskcluster fills them; a default counts even beside a {@code $ref}. A default that its own schema refuses by type is
 * none.
 */
final class Defaults {
    private static final class Place {
        final Map<String, JsonNode> values = new LinkedHashMap<>();
        final Map<String, Place> properties = new LinkedHashMap<>();
        Optional<Place> items = Optional.empty();
        boolean useful = true;
    }

    private record Located(String file, JsonNode schema) {}

    private final Place root;

    private Defaults(Place root) {
        this.root = root;
    }

    /** @param read gives the schema of a path */
    static Defaults of(String path, Function<String, JsonNode> read) {
        return new Defaults(new Reader(read).place(path + "#"));
    }

    void fill(JsonNode document) {
        fill(root, document);
    }

    private static void fill(Place place, JsonNode node) {
        if (node instanceof ObjectNode object) {
            place.values.forEach((name, value) -> {
                if (!object.has(name)) {
                    object.set(name, value.deepCopy());
                }
            });
            place.properties.forEach((name, inner) -> {
                JsonNode value = object.get(name);
                if (value != null) {
                    fill(inner, value);
                }
            });
        } else if (node.isArray() && place.items.isPresent()) {
            Place items = place.items.get();
            node.forEach(element -> fill(items, element));
        }
    }

    private static final class Reader {
        private final Function<String, JsonNode> read;
        private final Map<String, JsonNode> documents = new HashMap<>();
        private final Map<String, Place> places = new HashMap<>();

        Reader(Function<String, JsonNode> read) {
            this.read = read;
        }

        /** The place of a reference like {@code queue/v1/task.json#/properties/tags}; it may refer to itself. */
        Place place(String reference) {
            Place known = places.get(reference);
            if (known != null) {
                return known;
            }
            Place place = new Place();
            places.put(reference, place);
            collect(locate(reference), place);
            prune(place);
            return place;
        }

        private Located locate(String reference) {
            int hash = reference.indexOf('#');
            String file = reference.substring(0, hash);
            JsonNode document = documents.computeIfAbsent(file, read);
            return new Located(file, document.at(reference.substring(hash + 1)));
        }

        private void collect(Located located, Place place) {
            JsonNode schema = located.schema();
            Optional<String> reference = reference(located);
            if (reference.isPresent()) {
                collect(locate(reference.get()), place);
                return;
            }
            schema.path("properties").forEachEntry((name, property) -> {
                Located inner = new Located(located.file(), property);
                JsonNode value = property.path("default");
                if (!value.isMissingNode() && isOfType(value, inner)) {
                    place.values.putIfAbsent(name, value);
                }
                Place innerPlace = innerPlace(inner);
                if (innerPlace.useful) {
                    place.properties.putIfAbsent(name, innerPlace);
                }
            });
            if (schema.path("items").isObject()) {
                Place items = innerPlace(new Located(located.file(), schema.path("items")));
                place.items = items.useful ? Optional.of(items) : place.items;
            }
            schema.path("allOf").forEach(part -> collect(new Located(located.file(), part), place));
        }

        private Place innerPlace(Located located) {
            Optional<String> reference = reference(located);
            if (reference.isPresent()) {
                return place(reference.get());
            }
            Place place = new Place();
            collect(located, place);
            prune(place);
            return place;
        }

        private static void prune(Place place) {
            place.useful = !place.values.isEmpty() || !place.properties.isEmpty() || place.items.isPresent();
        }

        private boolean isOfType(JsonNode value, Located located) {
            Optional<String> reference = reference(located);
            if (reference.isPresent()) {
                return isOfType(value, locate(reference.get()));
            }
            return switch (located.schema().path("type").asString("")) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isString();
                case "boolean" -> value.isBoolean();
                case "integer" -> value.isIntegralNumber();
                case "number" -> value.isNumber();
                default -> true;
            };
        }

        /** What a schema refers to, made independent of its file; nothing, if it lies outside of our schemas. */
        private static Optional<String> reference(Located located) {
            JsonNode reference = located.schema().path("$ref");
            if (!reference.isString() || reference.stringValue().contains("://")) {
                return Optional.empty();
            }
            String text = reference.stringValue();
            int hash = text.indexOf('#');
            String file = hash < 0 ? text : text.substring(0, hash);
            String pointer = hash < 0 ? "" : text.substring(hash + 1);
            String folder = located.file().substring(0, located.file().lastIndexOf('/') + 1);
            String resolved =
                    file.isEmpty() ? located.file() : folder + (file.startsWith("./") ? file.substring(2) : file);
            return Optional.of(resolved + "#" + pointer);
        }
    }
}
