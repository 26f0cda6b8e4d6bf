package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.testkit.HandTurnedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final TableDefinition TABLE = TableDefinition.withoutFeed("hints");
    private static final int ROWS = 40_000;

    @TempDir
    Path folder = Path.of("");

    /** Two hundred bytes a row: the log would be several times as large as the file if it were not copied. */
    @Test
    void theLogIsCopiedWhileItIsWritten() throws IOException {
        Path data = folder.resolve("data");
        try (EmbeddedStore store = EmbeddedStore.open(data, new HandTurnedClock())) {
            for (int i = 0; i < ROWS / 100; i++) {
                List<Write> writes = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    // Spread over the whole table, as the ids of tasks are.
                    int row = i * 100 + j;
                    Key key = new Key("%08x-%s".formatted(row * 0x9E3779B1, "x".repeat(180)), "s");
                    writes.add(new Write.Put(TABLE, Item.hint(key, 1, Optional.empty()), Condition.versionAtMost(1)));
                }
                store.tables().writeHints(writes);
            }

            assertThat(Files.size(data.resolve(Schema.FILE))).isGreaterThan(ROWS * 100L);
            assertThat(Files.size(data.resolve(Schema.FILE + "-wal"))).isLessThan(ROWS * 4096L / 2);
        }
    }
}
