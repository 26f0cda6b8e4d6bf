package io.spotcluster.ports.cost;

import io.spotcluster.ports.table.Item;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How DynamoDB and SQS count: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity.html">capacity units</a>, <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">item sizes</a>.
 */
public final class Units {
    private static final int WRITE = 1024;
    private static final int READ = 4 * 1024;
    private static final int MESSAGES = 64 * 1024;
    // The attributes' names as the DynamoDB adapter writes them; those of what is empty or absent are left out.
    private static final int KEY_NAMES = "pk".length() + "sk".length();
    private static final int VERSION = "version".length();
    private static final int NONCE = "nonce".length();
    private static final int EXPIRES = "expires".length();
    private static final int BODY = "body".length();

    private Units() {}

    /** How large DynamoDB takes the item to be, in bytes: names and values of its attributes. */
    public static long size(Item item) {
        long size =
                KEY_NAMES + utf8(item.key().partition()) + utf8(item.key().sort()) + VERSION + number(item.version());
        if (!item.nonce().isEmpty()) {
            size += NONCE + utf8(item.nonce());
        }
        if (item.expires().isPresent()) {
            size += EXPIRES + number(item.expires().get().getEpochSecond());
        }
        if (item.body().length() > 0) {
            size += BODY + item.body().length();
        }
        return size;
    }

    /** A byte for two digits, and one more. */
    private static long number(long number) {
        String digits = Long.toString(Math.abs(number)).replaceFirst("0+$", "");
        return (digits.length() + 1) / 2 + 1L;
    }

    /**
     * Write units of a put or a removal, also of one that lost its condition: a unit per started KB of the larger of what
     * stands and what should stand there.
     */
    public static long written(Optional<Item> before, Optional<Item> after) {
        long larger = Math.max(
                before.map(Units::size).orElse(0L), after.map(Units::size).orElse(0L));
        return atLeastOne(larger, WRITE);
    }

    /** Strongly consistent read units of a get, which costs one also where nothing is found. */
    public static long read(Optional<Item> item) {
        return atLeastOne(item.map(Units::size).orElse(0L), READ);
    }

    /** Strongly consistent read units of a page of a query: its items are summed before rounding. */
    public static long queried(Iterable<Item> items) {
        long sum = 0;
        for (Item item : items) {
            sum += size(item);
        }
        return atLeastOne(sum, READ);
    }

    /** Requests that SQS counts for one call with bodies of that many bytes. */
    public static long requests(long bytes) {
        return atLeastOne(bytes, MESSAGES);
    }

    static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long atLeastOne(long bytes, int unit) {
        return Math.max(1, (bytes + unit - 1) / unit);
    }
}
