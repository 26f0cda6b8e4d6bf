package io.spotcluster.queue.artifacts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The name of an artifact: up to 1,024 characters of printable ASCII, spaces included. It is a name and not a path: slashes
 * and dots have no meaning in it. Valid once it exists.
 */
public record ArtifactName(String text) {
    /** What one looks like. */
    public static final Pattern PATTERN = Pattern.compile("^[\\x20-\\x7e]{1,1024}$");

    /** Longer names do not fit into the keys of tables and buckets as they are. */
    private static final int PLAIN = 800;

    public ArtifactName {
        if (!PATTERN.matcher(text).matches()) {
            throw new IllegalArgumentException("'%s' is no name of an artifact".formatted(text));
        }
    }

    /**
     * How it stands in keys: as it is, or, for a long one, its beginning and a digest of the whole. The latter has more
     * characters than any name that stands as it is, so the two never meet.
     */
    String stored() {
        return text.length() <= PLAIN ? text : text.substring(0, PLAIN) + "#" + digest();
    }

    private String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
