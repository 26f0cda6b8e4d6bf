package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.cost.Units;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableLimits;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoItemsTest {
    private static final Key KEY = new Key("p", "s");

    @Test
    void jsonIsStoredAsText() {
        assertThat(body(Bytes.utf8("{\"grüße\":\"😀\"}")).s()).isEqualTo("{\"grüße\":\"😀\"}");
        assertThat(body(Bytes.utf8("[1]")).s()).isEqualTo("[1]");
    }

    @Test
    void everythingElseIsStoredAsBytes() {
        byte[] brokenUtf8 = {'{', (byte) 0xc3, '}'};

        assertThat(body(Bytes.wrap(brokenUtf8)).b().asByteArray()).isEqualTo(brokenUtf8);
        assertThat(body(Bytes.utf8("plain")).b().asUtf8String()).isEqualTo("plain");
    }

    @Test
    void whatIsEmptyTakesNoAttribute() {
        assertThat(DynamoItems.attributes(Item.hint(KEY, 3, Optional.empty()))).containsOnlyKeys("pk", "sk", "version");
    }

    @Test
    void expiryIsRoundedUpToWholeSeconds() {
        Instant whole = Instant.parse("2026-01-01T00:00:07Z");

        assertThat(readBack(Item.hint(KEY, 1, Optional.of(whole))).expires()).contains(whole);
        assertThat(readBack(Item.hint(KEY, 1, Optional.of(whole.minusNanos(1)))).expires())
                .contains(whole);
        assertThat(readBack(Item.hint(KEY, 1, Optional.of(whole.plusNanos(1)))).expires())
                .contains(whole.plusSeconds(1));
    }

    @Property(tries = 500)
    void anyContentIsReadBack(@ForAll byte[] content, @ForAll boolean likeJson, @ForAll long version) {
        Bytes body = likeJson && content.length > 0 ? Bytes.wrap(startingLikeJson(content)) : Bytes.wrap(content);
        Item item = new Item(KEY, version, "", Optional.empty(), body);

        assertThat(readBack(item)).isEqualTo(item);
    }

    @Test
    void theLargestItemThatTheLimitsAllowFitsIntoDynamoDb() {
        Item largest = new Item(
                new Key("é".repeat(TableLimits.PARTITION_KEY / 2), "é".repeat(TableLimits.SORT_KEY / 2)),
                Long.MIN_VALUE,
                "é".repeat(TableLimits.NONCE / 2),
                Optional.of(Instant.ofEpochSecond(9_999_999_999L)),
                Bytes.wrap(new byte[Item.MAXIMUM_BODY]));

        assertThat(Units.size(largest)).isLessThanOrEqualTo(400 * 1024);
    }

    @Test
    void theCostMeterCountsTheNamesOfTheseAttributes() {
        Item item = new Item(KEY, 1, "n", Optional.of(Instant.ofEpochSecond(1)), Bytes.utf8("b"));
        int names = String.join("", DynamoItems.attributes(item).keySet()).length();
        int texts = "psnb".length();
        int numbers = 2 * 2;

        assertThat(Units.size(item)).isEqualTo(names + texts + numbers);
    }

    private static byte[] startingLikeJson(byte[] content) {
        byte[] changed = content.clone();
        changed[0] = '{';
        return changed;
    }

    private static Item readBack(Item item) {
        return DynamoItems.item(DynamoItems.attributes(item));
    }

    private static AttributeValue body(Bytes body) {
        Map<String, AttributeValue> attributes = DynamoItems.attributes(new Item(KEY, 1, "", Optional.empty(), body));
        return Optional.ofNullable(attributes.get("body")).orElseThrow();
    }
}
