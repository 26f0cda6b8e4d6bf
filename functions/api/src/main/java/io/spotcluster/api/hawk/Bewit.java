package io.spotcluster.api.hawk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A signature inside a URL, good for reading it until a given time: {@code ?bewit=} URL-safe base64 of {@code
 * id\expiry\mac\ext}.
 *
 * @param expiry seconds since 1970, as sent
 * @param extension {@code ext}; empty, if there is none
 */
public record Bewit(String id, String expiry, String mac, String extension) {
    private static final String OPTION = "bewit=";
    private static final Pattern EXPIRY = Pattern.compile("[0-9]{1,12}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

    /** What a bewit was found in: the resource without it is what was signed. */
    public record Found(Bewit bewit, String resource) {}

    /** Does the raw {@code resource} (path and query) carry one? */
    public static boolean isIn(String resource) {
        return options(resource).stream().anyMatch(option -> option.startsWith(OPTION));
    }

    /**
     * Takes the bewit out of a raw path and query.
     *
     * @throws io.spotcluster.base.RejectedException AuthenticationFailed, when there are several or it is malformed
     */
    public static Found find(String resource) {
        List<String> options = options(resource);
        List<String> bewits =
                options.stream().filter(option -> option.startsWith(OPTION)).toList();
        if (bewits.size() != 1) {
            throw AuthenticationFailed.because("the URL has %d bewits instead of one".formatted(bewits.size()));
        }
        List<String> others =
                options.stream().filter(option -> !option.startsWith(OPTION)).toList();
        String path = resource.substring(0, resource.indexOf('?'));
        return new Found(
                parse(bewits.getFirst().substring(OPTION.length())),
                others.isEmpty() ? path : path + "?" + String.join("&", others));
    }

    /** Signs a URL's raw path and query, which have no bewit yet. */
    public static Bewit sign(
            String id, String key, Instant expires, Optional<String> extension, String resource, SignedHost host) {
        Bewit unsigned = new Bewit(id, Long.toString(expires.getEpochSecond()), "", extension.orElse(""));
        return new Bewit(id, unsigned.expiry, unsigned.mac(key, resource, host), unsigned.extension);
    }

    /** It is no longer good from this moment on. */
    public Instant expires() {
        return Instant.ofEpochSecond(Long.parseLong(expiry));
    }

    public boolean isSignedWith(String key, String resourceWithoutBewit, SignedHost host) {
        return Mac256.equal(mac(key, resourceWithoutBewit, host), mac);
    }

    /** The value of the query option {@code bewit}. */
    public String format() {
        String text = String.join("\\", id, expiry, mac, extension);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Who and until when: the rest is signature. */
    @Override
    public String toString() {
        return "Bewit[id=%s, expiry=%s]".formatted(id, expiry);
    }

    private String mac(String key, String resource, SignedHost host) {
        return Mac256.base64(
                key,
                String.join(
                        "\n",
                        "hawk.1.bewit",
                        expiry,
                        "",
                        "GET",
                        resource,
                        host.host(),
                        Integer.toString(host.port()),
                        "",
                        extension,
                        ""));
    }

    private static Bewit parse(String value) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(value)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw AuthenticationFailed.because("the bewit is not URL-safe base64 of a text");
        }
        List<String> parts = Arrays.asList(text.split("\\\\", -1));
        if (parts.size() != 4
                || parts.subList(0, 3).stream().anyMatch(String::isEmpty)
                || !PRINTABLE.matcher(text).matches()
                || !EXPIRY.matcher(parts.get(1)).matches()) {
            throw AuthenticationFailed.because("the bewit does not hold id, expiry, mac and ext");
        }
        return new Bewit(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    private static List<String> options(String resource) {
        int query = resource.indexOf('?');
        return query < 0
                ? List.of()
                : Arrays.asList(resource.substring(query + 1).split("&", -1));
    }
}
