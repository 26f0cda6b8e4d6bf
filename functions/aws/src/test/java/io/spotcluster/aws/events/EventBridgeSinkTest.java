package io.spotcluster.aws.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.json.Json;
import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.ScriptedHttp;
import io.spotcluster.aws.ScriptedHttp.Answer;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.aws.faults.BatchPacing;
import io.spotcluster.ports.StoreException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import tools.jackson.databind.JsonNode;

class EventBridgeSinkTest {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    private static final Event EVENT = event("1");

    private static Event event(String text) {
        return new Event(
                "exchange/taskcluster-queue/v1/task-pending",
                "primary.t._",
                List.of("route.index.a"),
                Json.MAPPER.createObjectNode().put("text", text));
    }

    private static EventBridgeSink sink(ScriptedHttp http) {
        EventBridgeClient client = EventBridgeClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(http)
                .overrideConfiguration(configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        return new EventBridgeSink(() -> client, "bus", new BatchPacing(BackoffStrategy.retryImmediately()));
    }

    /** @param codes of the entries of one call; empty for success */
    private static Answer results(String... codes) {
        String entries = Stream.of(codes)
                .map(code -> code.isEmpty() ? "{\"EventId\":\"x\"}" : "{\"ErrorCode\":\"%s\"}".formatted(code))
                .collect(Collectors.joining(","));
        return ScriptedHttp.ok("{\"Entries\":[" + entries + "]}");
    }

    private static List<String> texts(ScriptedHttp http, int call) {
        JsonNode body = Json.parse(http.sent().get(call).body());
        return body.path("Entries").values().stream()
                .map(entry -> Json.parse(entry.path("Detail").asString())
                        .path("payload")
                        .path("text")
                        .asString())
                .toList();
    }

    @Test
    void anEventHasItsExchangeKeysAndPayload() {
        ScriptedHttp http = new ScriptedHttp(results(""));

        sink(http).publish(EVENT);

        JsonNode entry =
                Json.parse(http.sent().getFirst().body()).path("Entries").get(0);
        assertThat(entry.path("EventBusName").asString()).isEqualTo("bus");
        assertThat(entry.path("Source").asString()).isEqualTo("spotcluster");
        assertThat(entry.path("DetailType").asString()).isEqualTo(EVENT.exchange());
        assertThat(entry.path("Detail").asString())
                .isEqualTo(
                        "{\"exchange\":\"exchange/taskcluster-queue/v1/task-pending\",\"routingKey\":\"primary.t._\","
                                + "\"copies\":[\"route.index.a\"],\"payload\":{\"text\":\"1\"}}");
    }

    @Test
    void onlyTheEntriesThatFailedForNowAreRepeated() {
        ScriptedHttp http = new ScriptedHttp(
                results("", "ThrottlingException", "", "InternalFailure"),
                results("", "ThrottlingException"),
                results(""));

        sink(http).publish(List.of(event("a"), event("b"), event("c"), event("d")));

        assertThat(http.sent()).hasSize(3);
        assertThat(texts(http, 1)).containsExactly("b", "d");
        assertThat(texts(http, 2)).containsExactly("d");
    }

    @Test
    void whatKeepsFailingIsThrottledAndWhatIsRefusedIsRefused() {
        EventBridgeSink throttled = sink(new ScriptedHttp(results("ThrottlingException")));
        EventBridgeSink refused = sink(new ScriptedHttp(results("MalformedDetail")));
        EventBridgeSink broken = sink(new ScriptedHttp(ScriptedHttp.brokenConnection()));

        assertThatThrownBy(() -> throttled.publish(EVENT)).isInstanceOf(StoreException.Throttled.class);
        assertThatThrownBy(() -> refused.publish(EVENT))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("MalformedDetail");
        assertThatThrownBy(() -> broken.publish(EVENT)).isInstanceOf(StoreException.ResultUnknown.class);
    }

    @Test
    void manyAndLargeEventsAreSplitIntoCallsOfTenAnd256Kilobytes() {
        ScriptedHttp many = new ScriptedHttp(results());
        sink(many).publish(IntStream.range(0, 23).mapToObj(i -> event("e" + i)).toList());
        ScriptedHttp large = new ScriptedHttp(results());
        sink(large).publish(List.of(event("x".repeat(150_000)), event("y".repeat(150_000)), event("z")));

        assertThat(IntStream.range(0, 3).mapToObj(call -> texts(many, call).size()))
                .containsExactly(10, 10, 3);
        assertThat(texts(large, 0)).hasSize(1);
        assertThat(texts(large, 1)).hasSize(2);
    }

    @Test
    void aBusTakesThem() {
        aws.clients().events().get().createEventBus(request -> request.name("there"));

        new EventBridgeSink(aws.clients().events(), "there").publish(List.of(EVENT, event("2")));
    }
}
