package io.spotcluster.embedded.blobs;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.RetentionClass;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks signed URLs: {@code <root URL>/blobs/<key>?method=…&expires=<epoch seconds>[&type=…]&signature=…}. The
 * signature is an HMAC-SHA256 over method, expiry, content type and the key as it is decoded, so that clients may encode
 * the path as they like.
 */
public final class SignedUrls {
    /** Where the server has to answer, below the root URL. */
    public static final String PREFIX = "/blobs/";

    private static final String ALGORITHM = "HmacSHA256";

    private final String base;
    private final SecretKeySpec secret;
    private final Clock clock;

    /** @param secret at least 32 bytes that nobody else knows */
    public SignedUrls(URI rootUrl, Bytes secret, Clock clock) {
        String root = rootUrl.toString();
        this.base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.secret = new SecretKeySpec(secret.unsafeArray(), ALGORITHM);
        this.clock = clock;
    }

    /** See {@link io.spotcluster.ports.blobs.Blobs#signedPut}. */
    public URI put(BlobKey key, String contentType, Duration valid) {
        BlobLimits.checkContentType(contentType);
        return sign("PUT", key, Optional.of(contentType), valid);
    }

    /** See {@link io.spotcluster.ports.blobs.Blobs#signedGet}. */
    public URI get(BlobKey key, Duration valid) {
        return sign("GET", key, Optional.empty(), valid);
    }

    private URI sign(String method, BlobKey key, Optional<String> contentType, Duration valid) {
        BlobLimits.check(key, valid);
        String expires = Long.toString(clock.instant().plus(valid).getEpochSecond());
        return URI.create(base + PREFIX + encodeKey(key) + "?method=" + method + "&expires=" + expires
                + contentType.map(type -> "&type=" + encode(type, false)).orElse("")
                + "&signature=" + signature(method, expires, contentType.orElse(""), key.full()));
    }

    /**
     * What a request may do.
     *
     * @param method as received, for example {@code HEAD}
     * @param rawPath from {@link #PREFIX} on, as received, with its escapes
     * @param rawQuery what follows the question mark, as received; empty if there was none
     */
    Verdict verify(String method, String rawPath, String rawQuery) {
        Map<String, String> query = new HashMap<>();
        Optional<BlobKey> key;
        try {
            key = decodeKey(rawPath);
            for (String parameter : rawQuery.split("&", -1)) {
                String[] pair = parameter.split("=", 2);
                query.put(decode(pair[0]), pair.length == 2 ? decode(pair[1]) : "");
            }
        } catch (IllegalArgumentException e) {
            return new Verdict.Refused(400, "MalformedUrl", "The URL has an escape that is not percent-encoded UTF-8.");
        }
        if (key.isEmpty()) {
            return new Verdict.Refused(404, "NoSuchBlob", "There is no blob under this path.");
        }
        String signedMethod = query.getOrDefault("method", "");
        String expires = query.getOrDefault("expires", "");
        String type = query.getOrDefault("type", "");
        byte[] given = query.getOrDefault("signature", "").getBytes(StandardCharsets.UTF_8);
        byte[] right = signature(signedMethod, expires, type, key.get().full()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, right)) {
            return new Verdict.Refused(
                    403, "SignatureDoesNotMatch", "The URL is not signed, or was changed after it was.");
        }
        if (clock.instant().getEpochSecond() >= Long.parseLong(expires)) {
            return new Verdict.Refused(403, "ExpiredUrl", "The URL was valid until epoch second " + expires + ".");
        }
        boolean read = signedMethod.equals("GET") && (method.equals("GET") || method.equals("HEAD"));
        if (!read && !signedMethod.equals(method)) {
            return new Verdict.Refused(403, "MethodDoesNotMatch", "The URL was signed for " + signedMethod + " only.");
        }
        return read ? new Verdict.Read(key.get()) : new Verdict.Replace(key.get(), type);
    }

    /** What a signed URL allows. */
    sealed interface Verdict {
        record Read(BlobKey key) implements Verdict {}

        record Replace(BlobKey key, String contentType) implements Verdict {}

        record Refused(int status, String code, String message) implements Verdict {}
    }

    private String signature(String method, String expires, String contentType, String fullKey) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            // The key comes last: it is the only part that may hold a line break.
            String text = method + "\n" + expires + "\n" + contentType + "\n" + fullKey;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String encodeKey(BlobKey key) {
        // Clients resolve dot segments, escaped or not, before they send a path: such a key travels as a single
        // segment.
        boolean dots = false;
        for (String segment : key.path().split("/", -1)) {
            dots |= segment.isEmpty() || segment.equals(".") || segment.equals("..");
        }
        return encode(key.full(), !dots);
    }

    private static Optional<BlobKey> decodeKey(String rawPath) {
        if (!rawPath.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String full = decode(rawPath.substring(PREFIX.length()));
        for (RetentionClass retention : RetentionClass.values()) {
            if (full.startsWith(retention.prefix() + "/")) {
                return Optional.of(
                        new BlobKey(retention, full.substring(retention.prefix().length() + 1)));
            }
        }
        return Optional.empty();
    }

    private static String encode(String text, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (unreserved || (keepSlashes && c == '/')) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }

    private static String decode(String text) {
        byte[] decoded = new byte[text.length() * 3];
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                throw new IllegalArgumentException("a raw URL is ASCII");
            }
            if (c == '%') {
                if (i + 3 > text.length()) {
                    throw new IllegalArgumentException("half an escape");
                }
                decoded[length++] = (byte) (Character.digit(requireHex(text.charAt(i + 1)), 16) * 16
                        + Character.digit(requireHex(text.charAt(i + 2)), 16));
                i += 3;
            } else {
                decoded[length++] = (byte) c;
                i++;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }

    private static char requireHex(char c) {
        if (c >= 0x80 || Character.digit(c, 16) < 0) {
            throw new IllegalArgumentException("no hexadecimal digit");
        }
        return c;
    }
}
