package io.spotcluster.embedded.memory;

import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.TablesContract;
import java.time.Clock;
import java.util.List;

/** The fault injector keeps the contract when no fault happens. */
class FaultlessTablesTest extends TablesContract {
    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        return new FaultyTables(new MemoryTables(clock), FaultPlan.none(), Step.none());
    }
}
