package io.spotcluster.embedded.store;

import io.spotcluster.ports.table.ChangeFeedContract;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedChangeFeedTest extends ChangeFeedContract {
    @TempDir
    Path folder = Path.of("");

    private @Nullable EmbeddedStore store;

    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        store = EmbeddedStore.open(folder, clock);
        return store.tables();
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
