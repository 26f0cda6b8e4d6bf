package io.spotcluster.api;

import io.spotcluster.base.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists in pages: {@code limit} (1 to 1,000, default 1,000) and an opaque {@code continuationToken}. */
public record Paging(int limit, Optional<String> cursor) {
    static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,4000}");
    private static final int MAXIMUM = 1000;

    /** @throws io.spotcluster.base.RejectedException InputError, when the token is none of ours */
    public static Paging of(Request request) {
        int limit = request.option("limit").map(Integer::parseInt).orElse(MAXIMUM);
        return new Paging(
                Math.clamp(limit, 1, MAXIMUM),
                request.option("continuationToken").map(Paging::cursor));
    }

    /** Makes a continuationToken of a cursor. */
    public static String token(String cursor) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
    }

    private static String cursor(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Rejection.input("`continuationToken` is '%s', which no earlier page has given".formatted(token))
                    .asException();
        }
    }
}
