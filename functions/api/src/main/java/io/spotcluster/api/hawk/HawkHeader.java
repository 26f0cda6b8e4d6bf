package io.spotcluster.api.hawk;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Authorization} header of a signed request.
 *
 * @param id of the credentials
 * @param timestamp seconds since 1970, as sent
 * @param hash of the payload, if the client signed it
 * @param extension {@code ext}, as sent
 * @param mac in base64
 */
public record HawkHeader(
        String id, String timestamp, String nonce, Optional<String> hash, Optional<String> extension, String mac) {
    private static final int MAXIMUM_LENGTH = 16 * 1024;
    private static final Pattern SCHEME = Pattern.compile("[Hh][Aa][Ww][Kk] +");
    private static final Pattern NAME = Pattern.compile("[a-z]+");
    private static final Pattern SEPARATOR = Pattern.compile(" *, *");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
    private static final Set<String> NAMES = Set.of("id", "ts", "nonce", "hash", "ext", "mac");

    /**
     * Reads a header strictly: known attributes only, each once, in any order.
     *
     * @throws io.spotcluster.base.RejectedException AuthenticationFailed
     */
    public static HawkHeader parse(String header) {
        if (header.length() > MAXIMUM_LENGTH) {
            throw AuthenticationFailed.because("the Authorization header has %d characters, more than %d"
                    .formatted(header.length(), MAXIMUM_LENGTH));
        }
        Map<String, String> attributes = attributes(header);
        String timestamp = required(attributes, "ts");
        if (!TIMESTAMP.matcher(timestamp).matches()) {
            throw AuthenticationFailed.because(
                    "`ts` of the Authorization header is '%s', not seconds since 1970".formatted(timestamp));
        }
        return new HawkHeader(
                required(attributes, "id"),
                timestamp,
                required(attributes, "nonce"),
                Optional.ofNullable(attributes.get("hash")),
                Optional.ofNullable(attributes.get("ext")),
                required(attributes, "mac"));
    }

    /** Makes a header and signs it. */
    public static HawkHeader sign(
            String id,
            String key,
            Instant time,
            String nonce,
            Optional<String> hash,
            Optional<String> extension,
            String method,
            String resource,
            SignedHost host) {
        HawkHeader unsigned = new HawkHeader(id, Long.toString(time.getEpochSecond()), nonce, hash, extension, "");
        return new HawkHeader(
                id, unsigned.timestamp, nonce, hash, extension, unsigned.mac(key, method, resource, host));
    }

    public Instant time() {
        return Instant.ofEpochSecond(Long.parseLong(timestamp));
    }

    /**
     * Was this header signed with {@code key}, for this request?
     *
     * @param resource raw path and query, as in the request line
     */
    public boolean isSignedWith(String key, String method, String resource, SignedHost host) {
        return Mac256.equal(mac(key, method, resource, host), mac);
    }

    /** The value of the header. */
    public String format() {
        StringBuilder text =
                new StringBuilder("Hawk id=\"%s\", ts=\"%s\", nonce=\"%s\"".formatted(id, timestamp, nonce));
        hash.ifPresent(value -> text.append(", hash=\"").append(value).append('"'));
        extension.ifPresent(value -> text.append(", ext=\"").append(value).append('"'));
        return text.append(", mac=\"").append(mac).append('"').toString();
    }

    /** Who and when: the rest is signature. */
    @Override
    public String toString() {
        return "HawkHeader[id=%s, ts=%s]".formatted(id, timestamp);
    }

    private String mac(String key, String method, String resource, SignedHost host) {
        return Mac256.base64(
                key,
                String.join(
                        "\n",
                        "hawk.1.header",
                        timestamp,
                        nonce,
                        method,
                        resource,
                        host.host(),
                        Integer.toString(host.port()),
                        hash.orElse(""),
                        extension.orElse(""),
                        ""));
    }

    private static Map<String, String> attributes(String header) {
        Matcher scheme = SCHEME.matcher(header);
        if (!scheme.lookingAt()) {
            throw AuthenticationFailed.because("the Authorization header does not begin with 'Hawk'");
        }
        Map<String, String> found = new TreeMap<>();
        Matcher separator = SEPARATOR.matcher(header);
        int position = scheme.end();
        while (true) {
            int nameEnd = header.indexOf("=\"", position);
            int valueEnd = nameEnd < 0 ? -1 : header.indexOf('"', nameEnd + 2);
            if (valueEnd < 0
                    || !NAME.matcher(header).region(position, nameEnd).matches()
                    || !isPlain(header, nameEnd + 2, valueEnd)) {
                throw AuthenticationFailed.because(
                        "the Authorization header has no attribute like name=\"value\" at position " + position);
            }
            String name = header.substring(position, nameEnd);
            if (!NAMES.contains(name)) {
                throw AuthenticationFailed.because(
                        "the Authorization header has the unknown attribute '%s'".formatted(name));
            }
            if (found.put(name, header.substring(nameEnd + 2, valueEnd)) != null) {
                throw AuthenticationFailed.because(
                        "the Authorization header has the attribute '%s' twice".formatted(name));
            }
            position = valueEnd + 1;
            if (position == header.length()) {
                return found;
            }
            if (!separator.region(position, header.length()).lookingAt()) {
                throw AuthenticationFailed.because("the Authorization header has no comma at position " + position);
            }
            position = separator.end();
        }
    }

    /** Printable ASCII without backslashes; `ext` may have thousands of characters, for which a pattern takes long. */
    private static boolean isPlain(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw AuthenticationFailed.because("the Authorization header has no attribute '%s'".formatted(name));
        }
        return value;
    }
}
