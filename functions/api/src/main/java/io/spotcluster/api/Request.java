package io.spotcluster.api;

import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A request that found its method: authenticated, its parameters matched and its body valid by the input schema.
 *
 * @param caller anonymous without any scope, if the method is public: the pipeline looks at no credentials then
 * @param parameters of the route, decoded
 * @param query the query options that the method declares, decoded
 * @param body the JSON body with the schema's defaults filled in; a missing node where the method has no input
 * @param http as it came in, for the few methods that are about requests themselves
 */
public record Request(
        Caller caller, Map<String, String> parameters, Map<String, String> query, JsonNode body, HttpRequest http) {
    public Request {
        parameters = Map.copyOf(parameters);
        query = Map.copyOf(query);
    }

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

    /** Who asks for what: the body may hold secrets. */
    @Override
    public String toString() {
        return "Request[%s, %s]".formatted(caller.clientId(), http);
    }
}
