package io.spotcluster.auth.signin;

import java.nio.charset.StandardCharsets;

/**
 * Puts a provider's names of users and groups into clientIds and roles. A provider, or a user who may choose a name there,
 * must not be able to write a wildcard, a slash or another user's name: every byte of UTF-8 but {@code A-Z a-z 0-9 @ : . + | _
 * -} becomes {@code !} and two hexadecimal digits. Different names stay different.
 */
final class Names {
    private static final String PLAIN = "@:.+|_-";

    private Names() {}

    /** Whether a text can be a name: it is not empty, and has no half of a surrogate pair, which UTF-8 cannot tell apart. */
    static boolean isName(String text) {
        return !text.isEmpty() && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append("!%02X".formatted((int) c));
            }
        }
        return text.toString();
    }
}
