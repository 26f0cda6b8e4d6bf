package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.SortKeyOrder;
import io.spotcluster.ports.table.TableLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What remains of a query's range after its cursor, in DynamoDB's words. A key condition has no open end beside a start,
 * and takes no bound longer than a key; {@link #contains} cuts off what it lets through.
 *
 * @param from inclusive; empty for the start of the partition
 * @param to exclusive
 * @param after the sort key where the page before ended
 */
record KeyRange(String partition, String from, Optional<String> to, Optional<String> after) {
    /** @return empty, if nothing can be in the range */
    static Optional<KeyRange> of(Query query) {
        String from = query.from().orElse("");
        Optional<String> after = query.cursor().flatMap(KeyRange::decode).filter(key -> compare(key, from) >= 0);
        KeyRange range = new KeyRange(query.partition(), from, query.to(), after);
        return range.endsAt(from) || after.filter(range::endsAt).isPresent() ? Optional.empty() : Optional.of(range);
    }

    boolean contains(String sortKey) {
        return compare(sortKey, from) >= 0 && !endsAt(sortKey);
    }

    /** Whether the range ends at this sort key or before. */
    boolean endsAt(String sortKey) {
        return to.isPresent() && compare(sortKey, to.get()) >= 0;
    }

    String condition() {
        if (lower().isEmpty()) {
            return upper().isPresent() ? DynamoLayout.BEFORE : DynamoLayout.WHOLE_PARTITION;
        }
        return upper().isPresent() ? DynamoLayout.BETWEEN : DynamoLayout.FROM;
    }

    Map<String, AttributeValue> values() {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(DynamoLayout.PARTITION_VALUE, DynamoItems.text(partition));
        lower().ifPresent(key -> values.put(DynamoLayout.FROM_VALUE, DynamoItems.text(key)));
        upper().ifPresent(key -> values.put(DynamoLayout.TO_VALUE, DynamoItems.text(key)));
        return values;
    }

    /** A longer start is cut, which lets through only more. */
    private Optional<String> lower() {
        int end = 0;
        int bytes = 0;
        while (end < from.length()) {
            String character = Character.toString(from.codePointAt(end));
            bytes += utf8(character).length;
            if (bytes > TableLimits.SORT_KEY) {
                break;
            }
            end += character.length();
        }
        return Optional.of(from.substring(0, end)).filter(key -> !key.isEmpty());
    }

    /** A longer end is left out: cutting it would lose keys that lie between. */
    private Optional<String> upper() {
        return to.filter(key -> utf8(key).length <= TableLimits.SORT_KEY);
    }

    /** A cursor holds only the sort key; partition and range are the query's, so that it leads nowhere else. */
    static String encode(String sortKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(sortKey));
    }

    /** @return empty for what is no cursor of ours: it then leads to the first page */
    private static Optional<String> decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            String key = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(key).filter(_ -> bytes.length > 0 && bytes.length <= TableLimits.SORT_KEY);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int compare(String left, String right) {
        return SortKeyOrder.INSTANCE.compare(left, right);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
