package io.spotcluster.api;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A request that found its method: authenticated, its parameters matched and its body valid by the input schema.
 *
 * @param parameters of the route, decoded
 * @param query the query options that the method declares, decoded
 * @param body the JSON body with the schema's defaults filled in; a missing node where the method has no input
 */
public record Request(Caller caller, Map<String, String> parameters, Map<String, String> query, JsonNode body) {
    /** A parameter of the route. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter <" + name + ">");
        }
        return value;
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
