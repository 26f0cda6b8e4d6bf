package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.routes.RouteTemplate;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.base.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents below {@code /references} and {@code /schemas}, written from the declarations. */
final class References {
    private static final String REFERENCES = "/references/";
    private static final String SCHEMAS = "/schemas/";
    private static final String MANIFEST = "/references/manifest.json";

    private final Map<String, Service> services = new LinkedHashMap<>();
    private final SchemaCatalog schemas;
    private final Map<String, Bytes> written = new ConcurrentHashMap<>();

    References(List<Service> services, SchemaCatalog schemas) {
        services.forEach(service -> this.services.put(path(service), service));
        this.schemas = schemas;
    }

    static boolean isAbout(String path) {
        return path.startsWith(REFERENCES) || path.startsWith(SCHEMAS);
    }

    Optional<Bytes> document(String path) {
        if (path.startsWith(SCHEMAS)) {
            return schemas.document(path.substring(SCHEMAS.length()));
        }
        if (path.equals(MANIFEST)) {
            return Optional.of(written.computeIfAbsent(path, _ -> Bytes.utf8(Json.write(manifest()))));
        }
        return Optional.ofNullable(services.get(path))
                .map(service -> written.computeIfAbsent(path, _ -> Bytes.utf8(Json.write(reference(service)))));
    }

    private static String path(Service service) {
        return REFERENCES + service.name() + "/v1/api.json";
    }

    private ObjectNode manifest() {
        ObjectNode manifest = Json.MAPPER.createObjectNode();
        manifest.put("$schema", "/schemas/common/manifest-v3.json#");
        ArrayNode references = manifest.putArray("references");
        services.keySet().stream().sorted().forEach(references::add);
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
        method.output().ifPresent(file -> entry.put("output", file.equals(ApiMethod.BLOB) ? file : "v1/" + file + "#"));
        method.scopes().ifPresent(scopes -> entry.set("scopes", scopes.toJson()));
        return entry;
    }
}
