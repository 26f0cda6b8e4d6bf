package io.spotcluster.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamEventTest {
    private static final TableDefinition TABLE =
            TableDefinition.withFeed("tasks", "status").andFeedOf("artifact#");

    private static StreamEvent read(String records) {
        return StreamEvent.read(TABLE, Json.parse("{\"Records\": [" + records + "]}"));
    }

    @Test
    void aRecordIsAChangeWithBothImages() {
        StreamEvent event = read("""
                {"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": "4711",
                    "Keys": {"pk": {"S": "t"}, "sk": {"S": "status"}},
                    "OldImage": {"pk": {"S": "t"}, "sk": {"S": "status"}, "version": {"N": "1"}, "nonce": {"S": "n"}, "body": {"S": "{}"}},
                    "NewImage": {"pk": {"S": "t"}, "sk": {"S": "status"}, "version": {"N": "2"}, "expires": {"N": "1800000000"}, "body": {"B": "AQL/"}}}}""");

        Key key = new Key("t", "status");
        assertThat(event.records())
                .containsExactly(new StreamEvent.Told(
                        "4711",
                        Optional.of(new Change(
                                "4711",
                                "tasks",
                                key,
                                Optional.of(new Item(key, 1, "n", Optional.empty(), Bytes.utf8("{}"))),
                                Optional.of(new Item(
                                        key,
                                        2,
                                        "",
                                        Optional.of(Instant.ofEpochSecond(1_800_000_000)),
                                        Bytes.wrap(new byte[] {1, 2, (byte) 0xff})))))));
    }

    @Test
    void otherSortKeysAndRemovalsByExpiryAreNoChanges() {
        String image = "{\"pk\": {\"S\": \"t\"}, \"sk\": {\"S\": \"%s\"}, \"version\": {\"N\": \"1\"}}";
        String other = """
                {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "Keys": {"pk": {"S": "t"}, "sk": {"S": "definition#1"}},
                    "NewImage": %s}}""".formatted(image.formatted("definition#1"));
        String expired = """
                {"eventName": "REMOVE", "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
                    "dynamodb": {"SequenceNumber": "2", "Keys": {"pk": {"S": "t"}, "sk": {"S": "artifact#1"}}, "OldImage": %s}}""".formatted(image.formatted("artifact#1"));
        String removed = expired.replace("dynamodb.amazonaws.com", "someone");

        assertThat(read(other + "," + expired + "," + removed).records())
                .extracting(told -> told.change().isPresent())
                .containsExactly(false, false, true);
    }

    @Test
    void whatIsNoStreamEventIsRefused() {
        assertThatThrownBy(() -> StreamEvent.read(TABLE, Json.parse("{}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("{\"messageId\": \"1\"}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFilterLetsTheFeedsSortKeysThrough() {
        assertThat(FeedFilter.pattern(TABLE))
                .isEqualTo("{\"dynamodb\":{\"Keys\":{\"sk\":{\"S\":[\"status\",{\"prefix\":\"artifact#\"}]}}}}");
    }
}
