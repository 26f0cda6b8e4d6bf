package io.spotcluster.api;

import io.spotcluster.base.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Lists in pages: {@code limit} (1 to 1,000, default 1,000) and an opaque {@code continuationToken}. A token ends with a sum over
 * itself and the parameters of the route, so that one that was made up, cut, or given for another list is refused. That is no
 * secret: a token gives nobody more than the list it is used for.
 *
 * @param list the parameters of the route
 */
public record Paging(int limit, Optional<String> cursor, String list) {
    static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,4000}");
    static final String OPTION = "continuationToken";
    private static final int MAXIMUM = 1000;

    /**
     * For the pipeline, so that no method can forget it.
     *
     * @throws io.spotcluster.base.RejectedException InputError, when there is a token that is none of ours
     */
    static void check(Request request) {
        if (request.option(OPTION).isPresent()) {
            of(request);
        }
    }

    /** @throws io.spotcluster.base.RejectedException InputError, when the token is none of ours */
    public static Paging of(Request request) {
        int limit = request.option("limit").map(Integer::parseInt).orElse(MAXIMUM);
        String list = new TreeMap<>(request.parameters()).toString();
        return new Paging(
                Math.clamp(limit, 1, MAXIMUM), request.option(OPTION).map(token -> cursor(token, list)), list);
    }

    /** Makes a continuationToken of a cursor, for the page after this one. */
    public String token(String next) {
        byte[] bytes = next.getBytes(StandardCharsets.UTF_8);
        ByteBuffer signed =
                ByteBuffer.allocate(bytes.length + Integer.BYTES).put(bytes).putInt(sum(bytes, list));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed.array());
    }

    private static String cursor(String token, String list) {
        try {
            byte[] signed = Base64.getUrlDecoder().decode(token);
            if (signed.length >= Integer.BYTES) {
                byte[] bytes = Arrays.copyOf(signed, signed.length - Integer.BYTES);
                if (ByteBuffer.wrap(signed).getInt(bytes.length) == sum(bytes, list)) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
        } catch (IllegalArgumentException e) {
            // No Base64: refused as any other that is none of ours.
        }
        throw Rejection.input(
                        "`continuationToken` is '%s', which no earlier page of this list has given".formatted(token))
                .asException();
    }

    private static int sum(byte[] cursor, String list) {
        CRC32C sum = new CRC32C();
        sum.update(cursor);
        sum.update(list.getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }
}
