package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.ApiMethod.Stability;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.routes.RouteTemplate;
import io.spotcluster.api.schemas.SchemaCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI 3.1 document of services, written from their declarations. Scope expressions, which OpenAPI has no word for, stand in {@code x-taskcluster-scopes}, in the form that
 * references have.
 */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("<([a-zA-Z][a-zA-Z0-9]*)>");
    private static final String HAWK = "hawk";

    private final ObjectNode components = Json.MAPPER.createObjectNode();
    private final OpenApiSchemas schemas;

    private OpenApi(SchemaCatalog schemas) {
        this.schemas = new OpenApiSchemas(schemas, components.putObject("schemas"));
    }

    /** @param version of the program */
    static ObjectNode document(List<Service> services, SchemaCatalog schemas, String version) {
        return new OpenApi(schemas).document(services, version);
    }

    private ObjectNode document(List<Service> services, String version) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Spotcluster").put("version", version);
        info.put(
                "description",
                "Requests are signed as Hawk describes; see the reference of each service for the scopes that a method asks for.");
        document.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        for (Service service : services) {
            tags.addObject().put("name", service.name()).put("description", service.description());
            service.methods()
                    .forEach(method -> paths.withObjectProperty(path(service, method))
                            .set(method.httpMethod().toLowerCase(Locale.ROOT), operation(service, method)));
        }
        putComponents();
        document.set("components", components);
        return document;
    }

    private static String path(Service service, ApiMethod method) {
        return "/api/" + service.name() + "/v1"
                + PARAMETER.matcher(method.route()).replaceAll("{$1}");
    }

    private ObjectNode operation(Service service, ApiMethod method) {
        ObjectNode operation = Json.MAPPER.createObjectNode();
        operation.put("operationId", service.name() + "." + method.name());
        operation.putArray("tags").add(service.name());
        operation.put("summary", method.title());
        operation.put("description", method.description());
        if (method.stability() == Stability.DEPRECATED) {
            operation.put("deprecated", true);
        }
        operation.put("x-taskcluster-category", method.category());
        operation.put("x-taskcluster-stability", method.stability().name().toLowerCase(Locale.ROOT));
        method.scopes().ifPresent(scopes -> operation.set("x-taskcluster-scopes", scopes.toJson()));
        putParameters(operation.putArray("parameters"), service, method);
        method.input().ifPresent(file -> {
            ObjectNode body = operation.putObject("requestBody").put("required", true);
            putContent(body, service, file);
        });
        ObjectNode responses = operation.putObject("responses");
        ObjectNode success = responses.putObject("2XX").put("description", "Done.");
        method.output().ifPresent(file -> putContent(success, service, file));
        responses.putObject("default").put("$ref", "#/components/responses/Error");
        ArrayNode security = operation.putArray("security");
        security.addObject().putArray(HAWK);
        // Signatures are never asked for: what everybody may do, one may do without credentials.
        security.addObject();
        return operation;
    }

    private static void putParameters(ArrayNode parameters, Service service, ApiMethod method) {
        for (String name :
                RouteTemplate.of(method.route(), service.parameters()).parameters()) {
            ObjectNode parameter =
                    parameters.addObject().put("name", name).put("in", "path").put("required", true);
            putText(parameter, service.parameters().get(name));
        }
        for (Map.Entry<String, Pattern> option : method.query().entrySet()) {
            putText(parameters.addObject().put("name", option.getKey()).put("in", "query"), option.getValue());
        }
    }

    private static void putText(ObjectNode parameter, @Nullable Pattern pattern) {
        ObjectNode schema = parameter.putObject("schema").put("type", "string");
        if (pattern != null) {
            // Ours match a whole value, those of JSON Schema any part of it, and they do not know Java's name of this
            // class.
            String known = pattern.pattern().replace("\\p{Cntrl}", "\\x00-\\x1f\\x7f");
            schema.put("pattern", "^(?:" + known + ")$");
        }
    }

    private void putContent(ObjectNode target, Service service, String file) {
        target.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", schemas.reference(service.name(), file));
    }

    private void putComponents() {
        ObjectNode error = components.putObject("responses").putObject("Error");
        error.put("description", "Refused, or failed; `code` says why.");
        ObjectNode schema = error.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("type", "object");
        schema.putArray("required").add("code").add("message").add("requestInfo");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("code").put("type", "string");
        properties.putObject("message").put("type", "string");
        properties.putObject("requestInfo").put("type", "object");
        components
                .putObject("securitySchemes")
                .putObject(HAWK)
                .put("type", "http")
                .put("scheme", HAWK)
                .put("description", "https://github.com/mozilla/hawk, with Taskcluster's `ext`.");
    }
}
