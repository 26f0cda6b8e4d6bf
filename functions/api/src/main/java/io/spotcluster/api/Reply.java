package io.spotcluster.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a handler answers.
 *
 * @param body an object that the JSON mapper turns into a document of the method's output schema; or bytes, or an {@link
 *     java.io.InputStream}, as they are; no body, if absent
 * @param headers beside those that the pipeline sets; names in lower case
 */
public record Reply(int status, Optional<Object> body, Map<String, String> headers) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply of(Object body) {
        return new Reply(200, Optional.of(body), Map.of());
    }

    /** 200 with an empty JSON object, as Taskcluster's methods without output answer. */
    public static Reply empty() {
        return of(Map.of());
    }

    public static Reply noContent() {
        return new Reply(204, Optional.empty(), Map.of());
    }

    /**
     * 200 with a body that is made only if the caller does not have it already; else 304. For methods that declare it ({@link
     * ApiMethod.Builder#tagged}).
     *
     * @param tag another one for every other body that this request may get; letters, digits, dots, dashes, underscores
     */
    public static Reply tagged(String tag, Supplier<?> body) {
        return tagged(tag, Duration.ZERO, body);
    }

    /**
     * As {@link #tagged(String, Supplier)}.
     *
     * @param fresh for how long a caller without credentials need not ask again
     */
    public static Reply tagged(String tag, Duration fresh, Supplier<?> body) {
        return of(new Tagged(tag, fresh, body));
    }

    public Reply withStatus(int newStatus) {
        return new Reply(newStatus, body, headers);
    }

    public Reply withHeader(String name, String value) {
        Map<String, String> copy = new java.util.TreeMap<>(headers);
        copy.put(name, value);
        return new Reply(status, body, copy);
    }

    /** The status: headers and body may hold secrets. */
    @Override
    public String toString() {
        return "Reply[%d]".formatted(status);
    }
}
