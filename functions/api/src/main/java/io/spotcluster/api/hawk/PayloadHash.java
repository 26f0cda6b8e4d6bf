package io.spotcluster.api.hawk;

import io.spotcluster.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** The optional {@code hash} of a signed request: SHA-256 over content type and body. */
public final class PayloadHash {
    private PayloadHash() {}

    /**
     * In base64.
     *
     * @param contentType the header as it is; its parameters do not count. Empty, if there is none
     */
    public static String of(String contentType, Bytes body) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("hawk.1.payload\n%s\n".formatted(type).getBytes(StandardCharsets.UTF_8));
            digest.update(body.unsafeArray());
            digest.update((byte) '\n');
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
