package io.spotcluster.ports.blobs;

import io.spotcluster.ports.StoreException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The limits of blobs, those of S3; every adapter checks each call against them first. */
public final class BlobLimits {
    /** Bytes of UTF-8 in a {@link BlobKey#path}. */
    public static final int PATH = 900;
    /** Bytes of a blob that one PUT may carry. */
    public static final long CONTENT = 5L * 1024 * 1024 * 1024;
    /** How long a signed URL is good at most. */
    public static final Duration VALID = Duration.ofDays(7);

    private BlobLimits() {}

    /** @throws StoreException.Refused when there can be no blob of this name */
    public static void check(BlobKey key) {
        int length;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key.path()));
            length = encoded.remaining();
        } catch (CharacterCodingException e) {
            throw new StoreException.Refused(
                    "the blob name '%s' has half of a surrogate pair".formatted(key.path()), e);
        }
        if (length < 1 || length > PATH) {
            throw new StoreException.Refused("the blob name '%s…' has %d bytes of UTF-8, 1 to %d are possible"
                    .formatted(key.path().substring(0, Math.min(40, key.path().length())), length, PATH));
        }
    }

    /** @throws StoreException.Refused when a URL cannot be valid for so long */
    public static void check(BlobKey key, Duration valid) {
        check(key);
        if (valid.isNegative() || valid.isZero() || valid.compareTo(VALID) > 0) {
            throw new StoreException.Refused(
                    "a signed URL is valid for more than nothing and at most %s, not for %s".formatted(VALID, valid));
        }
    }

    /** @throws StoreException.Refused when it cannot be the value of a Content-Type header */
    public static void checkContentType(String contentType) {
        if (contentType.isBlank() || contentType.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new StoreException.Refused("'%s' is no content type".formatted(contentType));
        }
    }
}
