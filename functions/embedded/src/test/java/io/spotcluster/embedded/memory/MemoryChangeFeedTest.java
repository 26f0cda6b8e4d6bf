package io.spotcluster.embedded.memory;

import io.spotcluster.ports.table.ChangeFeedContract;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import java.time.Clock;
import java.util.List;

class MemoryChangeFeedTest extends ChangeFeedContract {
    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        return new MemoryTables(clock);
    }
}
