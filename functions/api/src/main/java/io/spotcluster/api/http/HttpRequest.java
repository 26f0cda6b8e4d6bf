package io.spotcluster.api.http;

import io.spotcluster.base.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A request as it came in.
 *
 * @param method in upper case
 * @param rawPath with its percent-escapes, as the client signed it; begins with a slash
 * @param rawQuery without the question mark, undecoded; empty, if there is none
 * @param headers by name in lower case; several values of one name in the order they came
 * @param source the peer's address, for logs and limits
 * @param callerGone tells, as far as it can be known, whether nobody waits for the answer any more
 */
public record HttpRequest(
        String method,
        String rawPath,
        String rawQuery,
        Map<String, List<String>> headers,
        Bytes body,
        String source,
        BooleanSupplier callerGone) {
    /**
     * The header in which a path goes on as it was signed, where something on the way decodes paths. It is believed only if it
     * decodes to the path that arrived, so anybody may send it.
     */
    public static final String RAW_URI = "x-spotcluster-raw-uri";

    /** Of a caller who waits, as far as it can be known. */
    public HttpRequest(
            String method,
            String rawPath,
            String rawQuery,
            Map<String, List<String>> headers,
            Bytes body,
            String source) {
        this(method, rawPath, rawQuery, headers, body, source, () -> false);
    }

    public HttpRequest withBody(Bytes newBody) {
        return new HttpRequest(method, rawPath, rawQuery, headers, newBody, source, callerGone);
    }

    /** The first value of a header, whose name is given in any case. */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.stream().findFirst();
    }

    /** Method and path: headers, query and body may hold secrets. */
    @Override
    public String toString() {
        return "HttpRequest[%s %s]".formatted(method, rawPath);
    }
}
