package io.spotcluster.api;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.base.Bytes;
import java.net.URI;
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

    /** The reference to a schema in {@code schemas/<service>/v1/}, which is a component from now on, with all that it refers to. */
    String reference(String service, String file) {
        return reference(URI.create(service + "/v1/" + file));
    }

    /** @param schema its path below {@code /schemas/}, perhaps with a pointer into it as fragment */
    private String reference(URI schema) {
        String path = schema.getPath();
        String component = path.replace("/v1/", ".").replace('/', '.').replaceFirst("\\.json$", "");
        if (!components.has(component)) {
            // Before its own references are followed: schemas may refer to each other.
            ObjectNode place = components.putObject(component);
            place.setAll((ObjectNode) adapted(URI.create(path), read(path)));
        }
        return COMPONENTS + component + (schema.getFragment() == null ? "" : schema.getFragment());
    }

    private JsonNode read(String path) {
        Optional<Bytes> document = schemas.document(path);
        return Json.parse(document.orElseThrow(() -> new IllegalArgumentException("there is no schema " + path))
                .asUtf8());
    }

    /** @param within the file in which {@code node} stands */
    private JsonNode adapted(URI within, JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                ObjectNode adapted = Json.MAPPER.createObjectNode();
                object.properties().forEach(property -> {
                    String name = property.getKey();
                    JsonNode value = property.getValue();
                    if (name.equals("$ref") && value.isString()) {
                        adapted.put(name, reference(resolved(within, value.asString())));
                    } else if (!(name.equals("$schema") || name.equals("$id")) || !value.isString()) {
                        adapted.set(name, adapted(within, value));
                    }
                });
                return adapted;
            }
            case ArrayNode array -> {
                ArrayNode adapted = Json.MAPPER.createArrayNode();
                array.forEach(element -> adapted.add(adapted(within, element)));
                return adapted;
            }
            default -> {
                return node;
            }
        }
    }

    private static URI resolved(URI within, String reference) {
        URI root = URI.create("/");
        return root.relativize(root.resolve(within).resolve(reference));
    }
}
