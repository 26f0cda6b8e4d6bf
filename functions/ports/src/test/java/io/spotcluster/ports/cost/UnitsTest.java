package io.spotcluster.ports.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void anItemIsAsLargeAsTheNamesAndValuesOfItsAttributes() {
        // pk, p, sk, é (2), version, 1 (2)
        assertThat(Units.size(Item.hint(new Key("p", "é"), 1, Optional.empty())))
                .isEqualTo(2 + 1 + 2 + 2 + 7 + 2);
        // … nonce, abc, expires, 10 digits (6), body, 100
        Item full = new Item(
                new Key("p", "é"),
                1,
                "abc",
                Optional.of(Instant.ofEpochSecond(1_999_999_999)),
                Bytes.wrap(new byte[100]));
        assertThat(Units.size(full)).isEqualTo(16 + 5 + 3 + 7 + 6 + 4 + 100);
    }

    @Test
    void aWriteCostsAUnitPerStartedKilobyteOfTheLargerItem() {
        assertThat(Units.written(Optional.empty(), Optional.empty())).isEqualTo(1);
        assertThat(Units.written(Optional.empty(), Optional.of(ofSize(1024)))).isEqualTo(1);
        assertThat(Units.written(Optional.empty(), Optional.of(ofSize(1025)))).isEqualTo(2);
        assertThat(Units.written(Optional.of(ofSize(5000)), Optional.of(ofSize(100))))
                .isEqualTo(5);
        assertThat(Units.written(Optional.of(ofSize(3000)), Optional.empty())).isEqualTo(3);
    }

    @Test
    void aReadCostsAUnitPerStartedFourKilobytes() {
        assertThat(Units.read(Optional.empty())).isEqualTo(1);
        assertThat(Units.read(Optional.of(ofSize(4096)))).isEqualTo(1);
        assertThat(Units.read(Optional.of(ofSize(4097)))).isEqualTo(2);
    }

    @Test
    void aQuerySumsBeforeItRounds() {
        assertThat(Units.queried(List.of())).isEqualTo(1);
        assertThat(Units.queried(List.of(ofSize(1000), ofSize(1000), ofSize(1000))))
                .isEqualTo(1);
        assertThat(Units.queried(List.of(ofSize(3000), ofSize(3000)))).isEqualTo(2);
    }

    @Test
    void messagesCostARequestPerStartedSixtyFourKilobytes() {
        assertThat(Units.requests(0)).isEqualTo(1);
        assertThat(Units.requests(64 * 1024)).isEqualTo(1);
        assertThat(Units.requests(64 * 1024 + 1)).isEqualTo(2);
    }

    private static Item ofSize(int size) {
        Item empty = Item.hint(new Key("p", "s"), 1, Optional.empty(), Bytes.utf8("x"));
        int rest = size - Math.toIntExact(Units.size(empty)) + 1;
        return Item.hint(new Key("p", "s"), 1, Optional.empty(), Bytes.wrap(new byte[rest]));
    }
}
