package io.spotcluster.api.client;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of a method, as in {@code ApiCall.get("queue", "task", taskId, "status")}.
 *
 * @param httpMethod in upper case
 * @param path below {@code /api/<service>/v1}, escaped; begins with a slash
 * @param query escaped when it is sent
 * @param headers beside those of every call
 * @param body JSON
 */
public record ApiCall(
        String httpMethod,
        String service,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        Optional<Bytes> body) {
    public ApiCall {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** @param path its pieces between slashes, each of which is escaped: a slash in one becomes {@code %2F} */
    public static ApiCall get(String service, String... path) {
        return of("GET", service, path);
    }

    public static ApiCall post(String service, String... path) {
        return of("POST", service, path);
    }

    public static ApiCall put(String service, String... path) {
        return of("PUT", service, path);
    }

    public static ApiCall delete(String service, String... path) {
        return of("DELETE", service, path);
    }

    private static ApiCall of(String httpMethod, String service, String... path) {
        String escaped = Arrays.stream(path).map(ApiCall::escape).collect(Collectors.joining("/", "/", ""));
        return new ApiCall(httpMethod, service, escaped, Map.of(), Map.of(), Optional.empty());
    }

    public ApiCall withQuery(String option, String value) {
        return new ApiCall(httpMethod, service, path, added(query, option, value), headers, body);
    }

    public ApiCall withHeader(String name, String value) {
        return new ApiCall(httpMethod, service, path, query, added(headers, name, value), body);
    }

    /** @param document what {@link Json#MAPPER} turns into JSON */
    public ApiCall withBody(Object document) {
        Bytes json = Bytes.wrap(Json.MAPPER.writeValueAsBytes(document));
        return new ApiCall(httpMethod, service, path, query, headers, Optional.of(json));
    }

    /** Everything but letters, digits and {@code -._~} as percent-escapes. */
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** What follows the root URL. */
    String resource() {
        String options = query.entrySet().stream()
                .map(option -> escape(option.getKey()) + "=" + escape(option.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return "/api/" + service + "/v1" + path + (options.isEmpty() ? "" : "?" + options);
    }

    /** Method and path; the body may hold secrets. */
    @Override
    public String toString() {
        return httpMethod + " " + service + path;
    }

    private static Map<String, String> added(Map<String, String> map, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return copy;
    }
}
