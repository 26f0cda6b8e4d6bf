package io.spotcluster.base;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/** Slugs: 22 characters of URL-safe base64 that hold a version 4 UUID (the format of taskIds and taskGroupIds). */
public final class Slug {
    /** What a slug looks like; the fixed positions are the version and the variant of the UUID. */
    public static final Pattern PATTERN =
            Pattern.compile("[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]");

    private Slug() {}

    /** A random slug that starts with a letter, so that no command line takes it for a flag. */
    public static String nice() {
        UUID uuid = UUID.randomUUID();
        return encode(new UUID(uuid.getMostSignificantBits() & 0x7fff_ffff_ffff_ffffL, uuid.getLeastSignificantBits()));
    }

    public static String encode(UUID uuid) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static boolean isSlug(String text) {
        return PATTERN.matcher(text).matches();
    }
}
