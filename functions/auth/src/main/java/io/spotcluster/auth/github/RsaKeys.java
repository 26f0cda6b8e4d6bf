package io.spotcluster.auth.github;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads RSA keys from PEM. GitHub writes them in the older form of PKCS#1, of which the JDK reads only what PKCS#8 wraps. */
final class RsaKeys {
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----", Pattern.DOTALL);

    /** PKCS#8's version 0, and the algorithm rsaEncryption without parameters (RFC 5208, RFC 8017). */
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private RsaKeys() {}

    /**
     * Nothing, if it is no such key.
     *
     * @param pem where line ends may be written as {@code \n}, as in environment variables
     */
    static Optional<PrivateKey> read(String pem) {
        Matcher found = PEM.matcher(pem.replace("\\n", "\n").strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getMimeDecoder().decode(found.group(2));
            byte[] encoded = found.group(1) == null ? content : wrapped(content);
            return Optional.of(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] wrapped(byte[] pkcs1) {
        byte[] key = element(0x04, pkcs1);
        return element(
                0x30,
                ByteBuffer.allocate(PKCS8_HEAD.length + key.length)
                        .put(PKCS8_HEAD)
                        .put(key)
                        .array());
    }

    /** An element of DER whose content has 128 to 65,535 bytes, as every RSA key's has. */
    private static byte[] element(int tag, byte[] content) {
        ByteBuffer buffer = ByteBuffer.allocate(content.length + 4).put((byte) tag);
        if (content.length < 256) {
            buffer.put((byte) 0x81).put((byte) content.length);
        } else {
            buffer.put((byte) 0x82).putShort((short) content.length);
        }
        byte[] encoded = new byte[buffer.position() + content.length];
        buffer.put(content).flip();
        buffer.get(encoded);
        return encoded;
    }
}
