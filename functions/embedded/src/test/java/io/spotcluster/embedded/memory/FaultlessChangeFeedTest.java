package io.spotcluster.embedded.memory;

import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.table.ChangeFeedContract;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import java.time.Clock;
import java.util.List;

/** The fault injector keeps the contract when no fault happens. */
class FaultlessChangeFeedTest extends ChangeFeedContract {
    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        return new FaultyTables(new MemoryTables(clock), FaultPlan.none(), Step.none());
    }
}
