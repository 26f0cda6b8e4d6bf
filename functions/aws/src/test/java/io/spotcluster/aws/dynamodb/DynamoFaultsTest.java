package io.spotcluster.aws.dynamodb;

import static io.spotcluster.aws.ScriptedHttp.brokenConnection;
import static io.spotcluster.aws.ScriptedHttp.error;
import static io.spotcluster.aws.ScriptedHttp.ok;
import static io.spotcluster.aws.ScriptedHttp.throttled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.aws.ScriptedHttp;
import io.spotcluster.aws.ScriptedHttp.Answer;
import io.spotcluster.aws.ScriptedHttp.Sent;
import io.spotcluster.aws.faults.BatchPacing;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.TableReads;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** What callers learn when DynamoDB, or the network before it, does not answer as it should. The client tries three times. */
class DynamoFaultsTest {
    private static final TableDefinition TABLE = TableDefinition.withoutFeed("tasks");
    private static final Key KEY = new Key("p", "s");
    private static final Write TRUTH =
            new Write.Put(TABLE, new Item(KEY, 2, "nonce", Optional.empty(), Bytes.EMPTY), Condition.versionIs(1));

    // Reads

    @Test
    void aThrottledReadSaysSo() {
        ScriptedHttp http = new ScriptedHttp(throttled());

        assertFault(
                StoreException.Throttled.class,
                "GetItem on table tasks",
                () -> tables(http).get(TABLE, KEY));

        assertThat(http.sent()).hasSize(3);
    }

    @Test
    void aReadWithoutAnAnswerHasNoResult() {
        for (Answer answer :
                List.of(error(500, "InternalServerError"), error(503, "ServiceUnavailable"), brokenConnection())) {
            assertFault(
                    StoreException.ResultUnknown.class,
                    "tasks",
                    () -> tables(answer).get(TABLE, KEY));
            assertFault(
                    StoreException.ResultUnknown.class,
                    "tasks",
                    () -> tables(answer).query(TABLE, Query.all("p", 1)));
            assertFault(
                    StoreException.ResultUnknown.class,
                    "tasks",
                    () -> tables(answer).getAll(TABLE, List.of(KEY)));
        }
    }

    @Test
    void aReadRecoversWhenARepetitionIsAnswered() {
        ScriptedHttp http = new ScriptedHttp(throttled(), brokenConnection(), ok("{}"));

        assertThat(tables(http).get(TABLE, KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ResourceNotFoundException", "ValidationException", "AccessDeniedException"})
    void whatCanNeverSucceedIsRefusedAtOnce(String code) {
        ScriptedHttp http = new ScriptedHttp(error(400, code));

        assertFault(
                StoreException.Refused.class, "table tasks", () -> tables(http).get(TABLE, KEY));
        assertFault(
                StoreException.Refused.class, "table tasks", () -> tables(http).write(TRUTH));

        assertThat(http.sent()).extracting(Sent::operation).containsExactly("GetItem", "PutItem");
    }

    @Test
    void everyReadIsStronglyConsistentButThoseThatMayLag() {
        ScriptedHttp http = new ScriptedHttp(ok("{}"));

        tables(http).get(TABLE, KEY);
        tables(http).getAll(TABLE, List.of(KEY));
        tables(http).query(TABLE, Query.all("p", 1));

        assertThat(http.sent())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body()).contains("\"ConsistentRead\":true"));

        TableReads lagging = tables(http).lagging();
        lagging.get(TABLE, KEY);
        lagging.getAll(TABLE, List.of(KEY));
        lagging.query(TABLE, Query.all("p", 1));

        assertThat(http.sent().subList(3, http.sent().size()))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body()).contains("\"ConsistentRead\":false"));
    }

    // Writes

    @Test
    void aWriteThatWasThrottledEveryTimeWasNotDone() {
        ScriptedHttp http = new ScriptedHttp(throttled());

        assertFault(
                StoreException.Throttled.class,
                "PutItem on table tasks",
                () -> tables(http).write(TRUTH));

        assertThat(http.sent()).hasSize(3);
    }

    @Test
    void aWriteWithoutAnAnswerHasAnUnknownResult() {
        Write delete = new Write.Delete(TABLE, KEY, Condition.versionIs(1));
        for (Answer answer :
                List.of(error(500, "InternalServerError"), error(503, "ServiceUnavailable"), brokenConnection())) {
            assertFault(
                    StoreException.ResultUnknown.class,
                    "PutItem on table tasks",
                    () -> tables(answer).write(TRUTH));
            assertFault(
                    StoreException.ResultUnknown.class,
                    "DeleteItem on table tasks",
                    () -> tables(answer).write(delete));
        }
    }

    @Test
    void anEarlierAttemptWithoutAnAnswerMakesTheResultUnknownWhateverTheLastOneSays() {
        for (Answer first : List.of(brokenConnection(), error(500, "InternalServerError"))) {
            for (Answer last : List.of(throttled(), error(400, "ValidationException"))) {
                assertFault(
                        StoreException.ResultUnknown.class,
                        "after earlier attempts",
                        () -> tables(new ScriptedHttp(first, last)).write(TRUTH));
            }
        }
    }

    @Test
    void aPassingConflictIsLikeThrottling() {
        assertFault(
                StoreException.Throttled.class,
                "PutItem on table tasks",
                () -> tables(error(400, "TransactionConflictException")).write(TRUTH));
    }

    @Test
    void theLostConditionBringsTheCurrentItemWithoutAReadOfItsOwn() {
        ScriptedHttp http = new ScriptedHttp(_ -> ScriptedHttp.response(400, """
                {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no",
                 "Item":{"pk":{"S":"p"},"sk":{"S":"s"},"version":{"N":"7"},"nonce":{"S":"other"}}}"""));

        WriteOutcome outcome = tables(http).write(TRUTH);

        assertThat(outcome)
                .isEqualTo(new WriteOutcome.ConditionLost(
                        Optional.of(new Item(KEY, 7, "other", Optional.empty(), Bytes.EMPTY))));
        assertThat(http.sent()).hasSize(1);
        assertThat(http.sent().getFirst().body()).contains("\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\"");
    }

    @Test
    void whatIsTooLargeNeverReachesTheNetwork() {
        ScriptedHttp http = new ScriptedHttp(ok("{}"));
        Item large = Item.hint(KEY, 1, Optional.empty(), Bytes.wrap(new byte[Item.MAXIMUM_BODY + 1]));
        Write hint = new Write.Put(TABLE, large, Condition.always());

        assertFault(
                StoreException.Refused.class, "399361 bytes", () -> tables(http).write(TRUTH, List.of(hint)));

        assertThat(http.sent()).isEmpty();
    }

    // Hints

    @Test
    void unconditionalHintsGoInBatchesOfTwentyFive() {
        ScriptedHttp http = new ScriptedHttp(ok("{\"UnprocessedItems\":{}}"));

        tables(http).writeHints(hints(60));

        assertThat(http.sent())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.operation()).isEqualTo("BatchWriteItem"))
                .extracting(request -> count(request, "PutRequest"))
                .containsExactlyInAnyOrder(25, 25, 10);
    }

    @Test
    void hintsThatABatchLeftOutAreWrittenAgain() {
        ScriptedHttp http = new ScriptedHttp(ok(UNPROCESSED), ok(UNPROCESSED), ok("{\"UnprocessedItems\":{}}"));

        tables(http).writeHints(hints(3));

        assertThat(http.sent())
                .extracting(request -> count(request, "PutRequest"))
                .containsExactly(3, 1, 1);
        assertThat(http.sent().getLast().body()).contains("left out");
    }

    @Test
    void hintsThatAreLeftOutForEverMayBeWrittenInPart() {
        ScriptedHttp http = new ScriptedHttp(ok(UNPROCESSED));

        assertFault(
                StoreException.ResultUnknown.class,
                "test-tasks",
                () -> tables(http).writeHints(hints(3)));

        assertThat(http.sent()).hasSize(1 + 8);
    }

    @Test
    void aBatchIsNotGivenUpAsLongAsItGoesOn() {
        List<Answer> oneAtATime = IntStream.iterate(11, left -> left >= 0, left -> left - 1)
                .mapToObj(DynamoFaultsTest::leaving)
                .toList();
        ScriptedHttp http = new ScriptedHttp(oneAtATime.toArray(Answer[]::new));

        tables(http).writeHints(hints(12));

        assertThat(http.sent()).hasSize(12);
    }

    private static Answer leaving(int count) {
        String left = IntStream.range(0, count).mapToObj("""
                        {"DeleteRequest":{"Key":{"pk":{"S":"p"},"sk":{"S":"hint%d"}}}}"""::formatted).collect(Collectors.joining(","));
        return ok(count == 0 ? "{}" : "{\"UnprocessedItems\":{\"test-tasks\":[" + left + "]}}");
    }

    @Test
    void aSingleHintThatWasThrottledWasNotWritten() {
        assertFault(
                StoreException.Throttled.class,
                "PutItem",
                () -> tables(throttled()).writeHints(hints(1)));
    }

    @Test
    void aThrottledHintDoesNotDenyTheTruthThatWasWritten() {
        ScriptedHttp http = new ScriptedHttp(ok("{}"), throttled());

        assertFault(
                StoreException.ResultUnknown.class, "hints", () -> tables(http).write(TRUTH, hints(1)));

        assertThat(http.sent())
                .extracting(Sent::operation)
                .containsOnly("PutItem")
                .hasSize(1 + 3);
    }

    @Test
    void oneFailingHintDoesNotKeepTheOthersFromBeingWritten() {
        List<Write> conditional = IntStream.range(0, 20)
                .<Write>mapToObj(i -> new Write.Delete(TABLE, new Key("p", "hint" + i), Condition.versionAtMost(1)))
                .toList();
        ScriptedHttp http = new ScriptedHttp(error(400, "ValidationException"), ok("{}"));

        assertFault(
                StoreException.Refused.class, "DeleteItem", () -> tables(http).writeHints(conditional));

        assertThat(http.sent()).hasSize(20);
    }

    // Many keys

    @Test
    void aHundredKeysAreReadAtOnce() {
        ScriptedHttp http = new ScriptedHttp(ok("{}"));
        List<Key> keys = IntStream.range(0, 250)
                .mapToObj(i -> new Key("p", "s" + i % 240))
                .toList();

        tables(http).getAll(TABLE, keys);

        assertThat(http.sent()).extracting(request -> count(request, "\"sk\"")).containsExactlyInAnyOrder(100, 100, 40);
    }

    @Test
    void keysThatABatchLeftOutAreReadAgain() {
        ScriptedHttp http = new ScriptedHttp(ok("""
                    {"Responses":{"test-tasks":[{"pk":{"S":"p"},"sk":{"S":"a"},"version":{"N":"1"}}]},
                     "UnprocessedKeys":{"test-tasks":{"ConsistentRead":true,"Keys":[{"pk":{"S":"p"},"sk":{"S":"b"}}]}}}"""), ok("""
                    {"Responses":{"test-tasks":[{"pk":{"S":"p"},"sk":{"S":"b"},"version":{"N":"2"}}]}}"""));

        assertThat(tables(http).getAll(TABLE, List.of(new Key("p", "a"), new Key("p", "b"), new Key("p", "c"))))
                .containsOnlyKeys(new Key("p", "a"), new Key("p", "b"));

        assertThat(http.sent().getLast().body())
                .contains("\"b\"", "\"ConsistentRead\":true")
                .doesNotContain("\"c\"");
    }

    @Test
    void keysThatAreLeftOutForEverAreThrottled() {
        ScriptedHttp http = new ScriptedHttp(ok("""
                    {"UnprocessedKeys":{"test-tasks":{"ConsistentRead":true,"Keys":[{"pk":{"S":"p"},"sk":{"S":"s"}}]}}}"""));

        assertFault(
                StoreException.Throttled.class,
                "BatchGetItem on table tasks",
                () -> tables(http).getAll(TABLE, List.of(KEY)));

        assertThat(http.sent()).hasSize(8);
    }

    // Feeds

    @Test
    void aFunctionReadsNoFeed() {
        DynamoTables tables = tables(ok("{}"));

        assertFault(StoreException.Refused.class, "fed", () -> tables.feed(TableDefinition.withFeed("fed", "status")));
    }

    private static final String UNPROCESSED = """
            {"UnprocessedItems":{"test-tasks":[
              {"PutRequest":{"Item":{"pk":{"S":"p"},"sk":{"S":"left out"},"version":{"N":"1"}}}}]}}""";

    private static List<Write> hints(int count) {
        return IntStream.range(0, count)
                .<Write>mapToObj(i -> new Write.Put(
                        TABLE, Item.hint(new Key("p", "hint" + i), 1, Optional.empty()), Condition.always()))
                .toList();
    }

    private static int count(Sent request, String text) {
        return request.body().split(text, -1).length - 1;
    }

    private static DynamoTables tables(Answer... script) {
        return tables(new ScriptedHttp(script));
    }

    private static DynamoTables tables(ScriptedHttp http) {
        return new DynamoTables(
                DynamoFixture.client(URI.create("http://127.0.0.1:1"), http),
                Optional.empty(),
                new TableNames("test"),
                new HandTurnedClock(),
                new BatchPacing(BackoffStrategy.retryImmediately()));
    }

    private static void assertFault(Class<? extends StoreException> kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(kind).hasMessageContaining(message);
    }
}
