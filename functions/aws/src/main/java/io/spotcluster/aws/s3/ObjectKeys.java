package io.spotcluster.aws.s3;

import io.spotcluster.ports.blobs.BlobKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of blobs as keys of S3's objects: nearly always the same text. Only a segment {@code .} or {@code ..} is written with
 * a tilde before it, since HTTP clients resolve such segments before they send a URL, and then its signature is wrong.
 */
final class ObjectKeys {
    /** Dots, and what dots were made into. */
    private static final Pattern DOTS = Pattern.compile("~*\\.{1,2}");

    /** Bytes of UTF-8 in a key, S3's limit. */
    private static final int LIMIT = 1024;

    private ObjectKeys() {}

    static String of(BlobKey key) {
        String path = Arrays.stream(key.path().split("/", -1))
                .map(segment -> DOTS.matcher(segment).matches() ? "~" + segment : segment)
                .collect(Collectors.joining("/"));
        String whole = key.retention().prefix() + "/" + path;
        // Only a name of hundreds of dots between slashes grows over the limit.
        return whole.getBytes(StandardCharsets.UTF_8).length <= LIMIT
                ? whole
                : key.retention().prefix() + "/~long/" + digest(key.path());
    }

    private static String digest(String path) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
