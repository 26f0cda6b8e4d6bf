package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.aws.Ministack;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class DynamoSchemaTest {
    private static final TableDefinition FED = TableDefinition.withFeed("fed", "status");
    private static final TableDefinition UNFED = TableDefinition.withoutFeed("unfed");

    @RegisterExtension
    static final DynamoFixture dynamo = new DynamoFixture(new Ministack());

    @Test
    void tablesAreBilledOnDemandExpireTheirItemsAndStreamWhatIsFed() {
        TableNames names = dynamo.create(List.of(FED, UNFED));

        TableDescription fed = describe(names, FED);
        assertThat(fed.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(fed.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        assertThat(describe(names, UNFED).latestStreamArn()).isNull();
        for (TableDefinition table : List.of(FED, UNFED, DynamoLayout.CHECKPOINTS)) {
            var expiry = dynamo.client()
                    .describeTimeToLive(request -> request.tableName(names.of(table)))
                    .timeToLiveDescription();
            assertThat(expiry.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
            assertThat(expiry.attributeName()).isEqualTo("expires");
        }
    }

    @Test
    void creatingThemAgainChangesNothing() {
        TableNames names = dynamo.create(List.of(FED));
        DynamoTables tables = dynamo.reopen(names, new HandTurnedClock(Instant.now()));
        tables.write(put("a"));

        new DynamoSchema(dynamo.client(), names).create(List.of(FED, UNFED));

        assertThat(tables.get(FED, put("a").key())).isPresent();
        assertThat(tables.get(UNFED, put("a").key())).isEmpty();
    }

    @Test
    void aTableThatLacksItsStreamIsRefused() {
        TableNames names = dynamo.create(List.of(TableDefinition.withoutFeed("fed")));

        assertThatThrownBy(() -> new DynamoSchema(dynamo.client(), names).create(List.of(FED)))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining(names.of(FED));
        assertThatThrownBy(() ->
                        dynamo.reopen(names, new HandTurnedClock()).feed(FED).read(1, Duration.ZERO))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining(names.of(FED));
    }

    @Test
    void aTableThatIsNotThereIsRefusedByName() {
        DynamoTables tables = dynamo.reopen(new TableNames("nowhere"), new HandTurnedClock());

        assertThatThrownBy(() -> tables.get(FED, new Key("p", "s")))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("table fed");
        assertThatThrownBy(() -> tables.write(put("a")))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("table fed");
    }

    @Test
    void aFeedGoesOnAfterARestartWhereItWasAcknowledged() {
        TableNames names = dynamo.create(List.of(FED));
        HandTurnedClock clock = new HandTurnedClock(Instant.now());
        DynamoTables before = dynamo.reopen(names, clock);
        List.of("a", "b", "c").forEach(name -> before.write(put(name)));
        ChangeFeed feed = before.feed(FED);
        List<Change> changes = feed.read(10, Duration.ofSeconds(30));

        feed.acknowledge(changes.get(1));
        before.close();
        DynamoTables after = dynamo.reopen(names, clock);

        assertThat(changes).hasSize(3);
        assertThat(after.feed(FED).read(10, Duration.ofSeconds(30))).isEqualTo(changes.subList(2, 3));
        assertThatThrownBy(() -> feed.read(1, Duration.ZERO)).isInstanceOf(StoreException.Refused.class);
    }

    private static TableDescription describe(TableNames names, TableDefinition table) {
        return dynamo.client()
                .describeTable(request -> request.tableName(names.of(table)))
                .table();
    }

    private static Write put(String partition) {
        return new Write.Put(FED, Item.hint(new Key(partition, "status"), 1, Optional.empty()), Condition.absent());
    }
}
