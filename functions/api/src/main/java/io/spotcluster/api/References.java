package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.events.KeyWord;
import io.spotcluster.api.events.ServiceEvents;
import io.spotcluster.api.events.TopicExchange;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.routes.RouteTemplate;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.base.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents below {@code /references} and {@code /schemas}, written from the declarations. */
final class References {
    private static final String REFERENCES = "/references/";
    private static final String SCHEMAS = "/schemas/";
    private static final String MANIFEST = "/references/manifest.json";

    private final SchemaCatalog schemas;
    /** How the document of a path is written. */
    private final Map<String, Supplier<ObjectNode>> writers = new TreeMap<>();

    private final Map<String, Bytes> written = new ConcurrentHashMap<>();

    /** @param version of the program, for OpenAPI */
    References(List<Service> services, SchemaCatalog schemas, String version) {
        this.schemas = schemas;
        for (Service service : services) {
            String folder = REFERENCES + service.name() + "/v1/";
            writers.put(folder + "api.json", () -> reference(service));
            service.events()
                    .ifPresent(events -> writers.put(folder + "exchanges.json", () -> exchanges(service, events)));
        }
        List<String> references = List.copyOf(writers.keySet());
        writers.put(MANIFEST, () -> manifest(references));
        // No references in Taskcluster's sense, therefore not in the manifest.
        for (Service service : services) {
            writers.put(
                    REFERENCES + service.name() + "/v1/openapi.json",
                    () -> OpenApi.document(List.of(service), schemas, version));
        }
        writers.put(REFERENCES + "openapi.json", () -> OpenApi.document(services, schemas, version));
    }

    static boolean isAbout(String path) {
        return path.startsWith(REFERENCES) || path.startsWith(SCHEMAS);
    }

    Optional<Bytes> document(String path) {
        if (path.startsWith(SCHEMAS)) {
            return schemas.document(path.substring(SCHEMAS.length()));
        }
        return Optional.ofNullable(writers.get(path))
                .map(writer -> written.computeIfAbsent(path, _ -> Bytes.utf8(Json.write(writer.get()))));
    }

    private static ObjectNode manifest(List<String> paths) {
        ObjectNode manifest = Json.MAPPER.createObjectNode();
        manifest.put("$schema", "/schemas/common/manifest-v3.json#");
        ArrayNode references = manifest.putArray("references");
        paths.forEach(references::add);
        return manifest;
    }

    static ObjectNode reference(Service service) {
        ObjectNode reference = Json.MAPPER.createObjectNode();
        reference.put("$schema", "/schemas/common/api-reference-v0.json#");
        reference.put("apiVersion", "v1");
        reference.put("serviceName", service.name());
        reference.put("title", service.title());
        reference.put("description", service.description());
        ArrayNode entries = reference.putArray("entries");
        service.methods().forEach(method -> entries.add(entry(service, method)));
        return reference;
    }

    private static ObjectNode entry(Service service, ApiMethod method) {
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("type", "function");
        entry.put("method", method.httpMethod().toLowerCase(Locale.ROOT));
        entry.put("route", method.route());
        ArrayNode query = entry.putArray("query");
        method.query().keySet().forEach(query::add);
        ArrayNode args = entry.putArray("args");
        RouteTemplate.of(method.route(), service.parameters()).parameters().forEach(args::add);
        entry.put("name", method.name());
        entry.put("stability", method.stability().name().toLowerCase(Locale.ROOT));
        entry.put("title", method.title());
        entry.put("description", method.description());
        entry.put("category", method.category());
        method.input().ifPresent(file -> entry.put("input", "v1/" + file + "#"));
        method.output().ifPresent(file -> entry.put("output", "v1/" + file + "#"));
        method.scopes().ifPresent(scopes -> entry.set("scopes", scopes.toJson()));
        return entry;
    }

    private static ObjectNode exchanges(Service service, ServiceEvents events) {
        ObjectNode reference = Json.MAPPER.createObjectNode();
        reference.put("$schema", "/schemas/common/exchanges-reference-v0.json#");
        reference.put("apiVersion", "v1");
        reference.put("serviceName", service.name());
        reference.put("title", events.title());
        reference.put("description", events.description());
        reference.put("exchangePrefix", TopicExchange.prefix(service.name()));
        ArrayNode entries = reference.putArray("entries");
        events.exchanges().forEach(exchange -> entries.add(entry(exchange)));
        return reference;
    }

    private static ObjectNode entry(TopicExchange exchange) {
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("type", "topic-exchange");
        entry.put("exchange", exchange.exchange());
        entry.put("name", exchange.name());
        entry.put("title", exchange.title());
        entry.put("description", exchange.description());
        ArrayNode routingKey = entry.putArray("routingKey");
        for (KeyWord word : exchange.routingKey()) {
            ObjectNode described = routingKey.addObject();
            described.put("name", word.name());
            described.put("summary", word.summary());
            word.constant().ifPresent(value -> described.put("constant", value));
            described.put("multipleWords", word.multipleWords());
            described.put("required", word.required());
        }
        entry.put("schema", "v1/" + exchange.schema() + "#");
        return entry;
    }
}
