package io.spotcluster.aws.dynamodb;

import io.spotcluster.aws.Ministack;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.TablesContract;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

class DynamoTablesOnMinistackTest extends TablesContract {
    @RegisterExtension
    static final DynamoFixture dynamo = new DynamoFixture(new Ministack());

    @Override
    protected Tables open(Clock clock, List<TableDefinition> definitions) {
        return dynamo.open(clock, definitions);
    }
}
