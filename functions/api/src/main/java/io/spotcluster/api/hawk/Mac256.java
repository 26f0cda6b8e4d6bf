package io.spotcluster.api.hawk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 and SHA-256 over texts, by the JDK. */
public final class Mac256 {
    private static final String ALGORITHM = "HmacSHA256";

    private Mac256() {}

    /** In standard base64, padded. */
    public static String base64(String key, String text) {
        return Base64.getEncoder().encodeToString(sign(key, text));
    }

    /** In URL-safe base64 without padding. */
    public static String urlSafe(String key, String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(key, text));
    }

    /** In a time that does not depend on where they differ. */
    public static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sign(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
