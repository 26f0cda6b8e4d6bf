package io.spotcluster.embedded.memory;

import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.TablesContract;
import java.time.Clock;
import java.util.List;

class MemoryTablesTest extends TablesContract {
    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        return new MemoryTables(clock);
    }
}
