package io.spotcluster.lambda.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.json.Json;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.FeedBatch;
import io.spotcluster.ports.table.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BatchFunctionsTest {
    private static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> parked = new CopyOnWriteArrayList<>();

    private String feed(Consumer<Change> work, String... partitions) {
        return feed(work, _ -> {}, partitions);
    }

    /** @param partitions of the records, in their order; the sequence numbers are 1, 2, … */
    private String feed(Consumer<Change> work, Consumer<Change> parking, String... partitions) {
        FeedBatch.Handler handler = new FeedBatch.Handler() {
            @Override
            public void handle(Change change) {
                work.accept(change);
                handled.add(change.sequence());
            }

            @Override
            public void park(Change change, RuntimeException failure) {
                parking.accept(change);
                parked.add(change.sequence());
            }
        };
        ObjectNode event = Json.MAPPER.createObjectNode();
        ArrayNode records = event.putArray("Records");
        for (int i = 0; i < partitions.length; i++) {
            records.add(record(partitions[i], "status", i + 1));
        }
        return new String(
                new FeedFunction(TABLE, handler).answer(Json.MAPPER.writeValueAsBytes(event)), StandardCharsets.UTF_8);
    }

    private static ObjectNode record(String partition, String sort, int sequence) {
        ObjectNode record = Json.MAPPER.createObjectNode();
        record.put("eventName", "INSERT");
        ObjectNode images = record.putObject("dynamodb");
        images.put("SequenceNumber", Integer.toString(sequence));
        for (String part : List.of("Keys", "NewImage")) {
            ObjectNode image = images.putObject(part);
            image.putObject("pk").put("S", partition);
            image.putObject("sk").put("S", sort);
        }
        ((ObjectNode) images.path("NewImage")).putObject("version").put("N", "1");
        return record;
    }

    @Test
    void aBatchThatIsHandledHasNoFailures() {
        assertThat(feed(_ -> {}, "a", "b", "a")).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(handled).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void afterAFailureThatPassesTheStreamIsToldAgainFromTheEarliestOn() {
        String answer = feed(
                change -> {
                    if (!change.key().partition().equals("a")) {
                        throw new StoreException.Throttled("too fast");
                    }
                },
                "a",
                "b",
                "c",
                "b",
                "a");

        assertThat(answer).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}");
        assertThat(handled).containsExactlyInAnyOrder("1", "5");
        assertThat(parked).isEmpty();
    }

    @Test
    void aPoisonedRecordIsParkedAndTheShardGoesOn() {
        String answer = feed(
                change -> {
                    if (change.sequence().equals("2")) {
                        throw new IllegalStateException("poisoned");
                    }
                },
                "a",
                "b",
                "b",
                "c");

        assertThat(answer).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(parked).containsExactly("2");
        assertThat(handled).containsExactlyInAnyOrder("1", "3", "4");
    }

    @Test
    void aPoisonedRecordThatCannotBeParkedComesAgain() {
        String answer = feed(
                _ -> {
                    throw new IllegalStateException("poisoned");
                },
                _ -> {
                    throw new StoreException.ResultUnknown("the queue does not answer");
                },
                "a");

        assertThat(answer).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}");
    }

    @Test
    void anEventWithoutRecordsOfAStreamFailsAsAWhole() {
        for (String event : List.of("{}", "{\"Records\":[{}]}", "{\"Records\":[{\"body\":\"x\"}]}")) {
            assertThatThrownBy(() -> new FeedFunction(TABLE, new FeedBatch.Handler() {
                                @Override
                                public void handle(Change change) {}

                                @Override
                                public void park(Change change, RuntimeException failure) {}
                            })
                            .answer(event.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void onlyMessagesThatFailedStayInTheQueue() {
        WorkFunction function = new WorkFunction(body -> {
            if (body.equals("bad")) {
                throw new IllegalStateException("cannot do this");
            }
            handled.add(body);
        });
        String event = """
                {"Records": [
                    {"messageId": "m1", "body": "good", "attributes": {"ApproximateReceiveCount": "1"}},
                    {"messageId": "m2", "body": "bad", "attributes": {"ApproximateReceiveCount": "3"}},
                    {"messageId": "m3", "body": "fine", "attributes": {"ApproximateReceiveCount": "1"}}]}""";

        byte[] answer = function.answer(event.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(answer, StandardCharsets.UTF_8))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");
        assertThat(handled).containsExactlyInAnyOrder("good", "fine");
    }
}
