package io.spotcluster.api.routes;

import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-escapes, decoded once and strictly. */
public final class Escapes {
    private Escapes() {}

    /**
     * Decodes a piece of a path or a query. What it decodes to has no path meaning any more: {@code %2F} is a character of
     * a value, {@code ..} are two dots.
     *
     * @param what is decoded, for the message
     * @throws io.spotcluster.base.RejectedException InvalidRequestArguments: an escape that is none, bytes that are not
     *     UTF-8 (overlong forms included), NUL, or a character that a URL cannot hold
     */
    public static String decode(String what, String raw) {
        int escape = scan(what, raw);
        if (escape < 0) {
            return raw;
        }
        byte[] decoded = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length()
                        || !HexFormat.isHexDigit(raw.charAt(i + 1))
                        || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                    throw invalid(what, raw, "a `%` is not followed by two hexadecimal digits");
                }
                decoded[length++] = (byte) HexFormat.fromHexDigits(raw, i + 1, i + 3);
                if (decoded[length - 1] == 0) {
                    throw invalid(what, raw, "NUL is not allowed");
                }
                i += 2;
            } else {
                decoded[length++] = (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(what, raw, "its escapes are not UTF-8");
        }
    }

    /** As {@link #decode}, but a plus sign is a space, as in the queries that browsers and most clients make. */
    public static String decodeQuery(String what, String raw) {
        return decode(what, raw.replace("+", "%20"));
    }

    /** Where the first escape is; -1, if there is none. */
    private static int scan(String what, String raw) {
        int escape = -1;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c > '~') {
                throw invalid(what, raw, "a character is not escaped that must be");
            }
            if (c == '%' && escape < 0) {
                escape = i;
            }
        }
        return escape;
    }

    private static RuntimeException invalid(String what, String raw, String why) {
        return new Rejection(ErrorCode.INVALID_REQUEST_ARGUMENTS, "%s is '%s': %s".formatted(what, printable(raw), why))
                .asException();
    }

    private static String printable(String raw) {
        String start = raw.length() <= 80 ? raw : raw.substring(0, 80) + "...";
        return start.replaceAll("[^ -~]", "?");
    }
}
