package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.ScriptedHttp;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A write is carried out, its answer lost, and the SDK repeats it by itself. */
class LostAnswerTest {
    private static final TableDefinition TABLE = TableDefinition.withoutFeed("tasks");

    @RegisterExtension
    static final DynamoFixture dynamo = new DynamoFixture(new Ministack());

    private final SdkHttpClient real = UrlConnectionHttpClient.create();
    private final ScriptedHttp http = new ScriptedHttp(ScriptedHttp.lostAfter(real), ScriptedHttp.from(real));

    @Test
    void aTruthLosesItsConditionToItselfWhichItsNonceShows() {
        DynamoTables tables = tables();
        Item truth = new Item(new Key("p", "s"), 1, "mine", Optional.empty(), Bytes.EMPTY);

        WriteOutcome outcome = tables.write(new Write.Put(TABLE, truth, Condition.absent()));

        assertThat(outcome).isEqualTo(new WriteOutcome.ConditionLost(Optional.of(truth)));
        assertThat(http.sent()).hasSize(2);
    }

    @Test
    void aHintIsSimplyWrittenTwice() {
        DynamoTables tables = tables();
        Item hint = Item.hint(new Key("p", "s"), 1, Optional.empty());

        tables.writeHints(List.of(new Write.Put(TABLE, hint, Condition.versionAtMost(1))));

        assertThat(tables.get(TABLE, hint.key())).contains(hint);
    }

    private DynamoTables tables() {
        TableNames names = dynamo.create(List.of(TABLE));
        return new DynamoTables(DynamoFixture.client(dynamo.endpoint(), http), names, new HandTurnedClock());
    }
}
