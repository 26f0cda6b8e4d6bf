package io.spotcluster.api;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.base.Bytes;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas that an OpenAPI document refers to, as its components. Ours name a dialect of Taskcluster's, which tools for
 * OpenAPI do not know, so they cannot be referred to where they are served; what they say means the same in OpenAPI's dialect.
 */
final class OpenApiSchemas {
    private static final String COMPONENTS = "#/components/schemas/";

    private final SchemaCatalog schemas;
    private final ObjectNode components;

    /** @param components where they are put */
    OpenApiSchemas(SchemaCatalog schemas, ObjectNode components) {
        this.schemas = schemas;
        this.components = components;
    }

    /**
     * The reference to a schema, which is a component from now on, with all that it refers to.
     *
     * @param file in {@code schemas/<service>/v1/}, perhaps followed by a pointer into it: {@code task.json#/properties/priority}
     */
    String reference(String service, String file) {
        int mark = file.indexOf('#');
        String name = mark < 0 ? file : file.substring(0, mark);
        String component = service + "." + name.replaceFirst("\\.json$", "");
        if (!components.has(component)) {
            // Before its own references are followed: schemas may refer to each other.
            ObjectNode place = components.putObject(component);
            place.setAll((ObjectNode) adapted(service, name, read(service, name)));
        }
        return COMPONENTS + component + (mark < 0 ? "" : file.substring(mark + 1));
    }

    private JsonNode read(String service, String name) {
        String path = service + "/v1/" + name;
        Optional<Bytes> document = schemas.document(path);
        return Json.parse(document.orElseThrow(() -> new IllegalArgumentException("there is no schema " + path))
                .asUtf8());
    }

    /** @param within the file in which {@code node} stands */
    private JsonNode adapted(String service, String within, JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                ObjectNode adapted = Json.MAPPER.createObjectNode();
                object.properties().forEach(property -> {
                    String name = property.getKey();
                    JsonNode value = property.getValue();
                    if (name.equals("$ref") && value.isString()) {
                        String to = value.asString();
                        adapted.put(name, reference(service, to.startsWith("#") ? within + to : to));
                    } else if (!(name.equals("$schema") || name.equals("$id")) || !value.isString()) {
                        adapted.set(name, adapted(service, within, value));
                    }
                });
                return adapted;
            }
            case ArrayNode array -> {
                ArrayNode adapted = Json.MAPPER.createArrayNode();
                array.forEach(element -> adapted.add(adapted(service, within, element)));
                return adapted;
            }
            default -> {
                return node;
            }
        }
    }
}
