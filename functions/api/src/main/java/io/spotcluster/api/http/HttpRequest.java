package io.spotcluster.api.http;

import io.spotcluster.base.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param method in upper case
 * @param rawPath with its percent-escapes, as the client signed it; begins with a slash
 * @param rawQuery without the question mark, undecoded; empty, if there is none
 * @param headers by name in lower case; several values of one name in the order they came
 * @param source the peer's address, for logs and limits
 */
public record HttpRequest(
        String method, String rawPath, String rawQuery, Map<String, List<String>> headers, Bytes body, String source) {
    /** The first value of a header, whose name is given in any case. */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.stream().findFirst();
    }
}
