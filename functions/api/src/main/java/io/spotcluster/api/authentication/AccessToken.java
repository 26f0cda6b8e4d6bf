package io.spotcluster.api.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret half of credentials. It never shows itself in a text; {@link #reveal} is for replies and signatures. */
public final class AccessToken {
    private final String text;

    public AccessToken(String text) {
        this.text = text;
    }

    /** The secret itself: not for logs, messages or anything that might end up there. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessToken token
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), token.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return AccessToken.class.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
