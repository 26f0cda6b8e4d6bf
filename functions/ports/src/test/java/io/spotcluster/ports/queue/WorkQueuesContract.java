package io.spotcluster.ports.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every adapter of {@link WorkQueues} promises. Times are short, since some adapters have no clock but the real one. */
public abstract class WorkQueuesContract {
    private static final Duration VISIBILITY = Duration.ofSeconds(3);
    protected static final QueueDefinition QUEUE = new QueueDefinition("work", VISIBILITY, 3);
    protected static final QueueDefinition OTHER = new QueueDefinition("other", VISIBILITY, 3);
    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(10);

    protected WorkQueues queues;

    /** A store in which these queues can be used, all empty. */
    protected abstract WorkQueues open(List<QueueDefinition> definitions) throws Exception;

    /** Lets time pass for the store: turns its clock, or sleeps where it has none to turn. */
    protected abstract void pass(Duration time) throws Exception;

    @BeforeEach
    void openQueues() throws Exception {
        queues = open(List.of(QUEUE, OTHER));
    }

    @AfterEach
    void closeQueues() {
        queues.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"a\": 1}", "line\r\nbreak\t", "é 中 😀", "%3C<&>\"'"})
    void aMessageIsDeliveredAsItWasSent(String body) {
        queues.send(QUEUE, body, NOW);

        assertThat(queues.receive(QUEUE, 1, LONG)).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(body);
            assertThat(message.deliveries()).isEqualTo(1);
        });
    }

    @Test
    void anEmptyQueueDeliversNothing() {
        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
        assertThat(queues.deadLetters(QUEUE, 10)).isEmpty();
    }

    @Test
    void queuesDoNotShareMessages() {
        queues.send(QUEUE, "x", NOW);

        assertThat(queues.receive(OTHER, 10, NOW)).isEmpty();
        assertThat(queues.receive(QUEUE, 10, LONG)).hasSize(1);
    }

    @Test
    void aDelayedMessageComesAfterItsDelay() throws Exception {
        queues.send(QUEUE, "later", Duration.ofSeconds(3));
        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();

        pass(Duration.ofSeconds(3));

        assertThat(queues.receive(QUEUE, 10, LONG)).extracting(Received::body).containsExactly("later");
    }

    @Test
    void aReceivedMessageIsHiddenUntilItsVisibilityHasPassed() throws Exception {
        queues.send(QUEUE, "x", NOW);
        Received first = receiveOne();
        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();

        pass(VISIBILITY);

        Received second = receiveOne();
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.body()).isEqualTo("x");
        assertThat(second.deliveries()).isEqualTo(2);
    }

    @Test
    void aDeletedMessageDoesNotComeAgain() throws Exception {
        queues.send(QUEUE, "x", NOW);
        Received message = receiveOne();

        queues.delete(QUEUE, message);
        queues.delete(QUEUE, message);
        pass(VISIBILITY);

        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
        assertThat(queues.deadLetters(QUEUE, 10)).isEmpty();
    }

    @Test
    void aReleasedMessageComesAgainAtOnce() {
        queues.send(QUEUE, "x", NOW);
        Received message = receiveOne();

        queues.release(QUEUE, message, NOW);

        assertThat(receiveOne().deliveries()).isEqualTo(2);
    }

    @Test
    void aMessageReleasedWithADelayComesAfterIt() throws Exception {
        queues.send(QUEUE, "x", NOW);
        Received message = receiveOne();

        queues.release(QUEUE, message, VISIBILITY.plusSeconds(2));
        pass(VISIBILITY);
        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
        pass(Duration.ofSeconds(2));

        assertThat(receiveOne().deliveries()).isEqualTo(2);
    }

    @Test
    void aReceiptOfAnEarlierDeliveryIsPassedOver() throws Exception {
        queues.send(QUEUE, "x", NOW);
        Received first = receiveOne();
        pass(VISIBILITY);
        Received second = receiveOne();

        queues.release(QUEUE, first, NOW);
        queues.delete(QUEUE, first);
        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
        queues.release(QUEUE, second, NOW);

        assertThat(receiveOne().deliveries()).isEqualTo(3);
    }

    @Test
    void aMessageThatIsNeverHandledGoesToTheDeadLettersAndStaysThere() {
        queues.send(QUEUE, "poison", NOW);
        for (int i = 1; i <= QUEUE.receives(); i++) {
            Received message = receiveOne();
            assertThat(message.deliveries()).isEqualTo(i);
            queues.release(QUEUE, message, NOW);
        }

        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();

        assertThat(queues.deadLetters(QUEUE, 10)).extracting(Received::body).containsExactly("poison");
        assertThat(queues.deadLetters(QUEUE, 10)).extracting(Received::body).containsExactly("poison");
        assertThat(queues.deadLetters(OTHER, 10)).isEmpty();
    }

    @Test
    void deadLettersAreListedOldestFirstUpToTheLimit() {
        for (String body : List.of("a", "b", "c")) {
            queues.send(QUEUE, body, NOW);
            for (int i = 0; i < QUEUE.receives(); i++) {
                queues.release(QUEUE, receiveOne(), NOW);
            }
            assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
        }

        assertThat(queues.deadLetters(QUEUE, 10)).extracting(Received::body).containsExactly("a", "b", "c");
        assertThat(queues.deadLetters(QUEUE, 2)).extracting(Received::body).containsExactly("a", "b");
    }

    @Test
    void manyMessagesComeAtMostTheLimitAtOnceAndEachOnce() {
        List<String> sent = IntStream.range(0, 25).mapToObj(i -> "m" + i).toList();
        sent.forEach(body -> queues.send(QUEUE, body, NOW));

        List<String> received = new ArrayList<>();
        while (received.size() < sent.size()) {
            List<Received> batch = queues.receive(QUEUE, 10, LONG);
            assertThat(batch).hasSizeBetween(1, 10);
            batch.forEach(message -> {
                received.add(message.body());
                queues.delete(QUEUE, message);
            });
        }

        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void receiversAtOnceDoNotGetTheSameMessages() throws Exception {
        int receivers = 8;
        List<String> sent = IntStream.range(0, 80).mapToObj(i -> "m" + i).toList();
        sent.forEach(body -> queues.send(QUEUE, body, NOW));
        Callable<List<String>> receiver = () -> {
            List<String> mine = new ArrayList<>();
            List<Received> batch = queues.receive(QUEUE, 3, NOW);
            while (!batch.isEmpty()) {
                for (Received message : batch) {
                    mine.add(message.body());
                    queues.delete(QUEUE, message);
                }
                batch = queues.receive(QUEUE, 3, NOW);
            }
            return mine;
        };

        List<String> received = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(receivers)) {
            for (Future<List<String>> future : executor.invokeAll(
                    IntStream.range(0, receivers).mapToObj(_ -> receiver).toList())) {
                received.addAll(future.get());
            }
        }

        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aWaitingReceiverGetsWhatIsSentMeanwhile() throws Exception {
        Thread sender = Thread.ofVirtual().start(() -> queues.send(QUEUE, "x", NOW));

        Received message = receiveOne();
        sender.join();

        assertThat(message.body()).isEqualTo("x");
    }

    @Test
    void theLargestBodyIsAccepted() {
        String body = "é".repeat(128 * 1024);

        queues.send(QUEUE, body, NOW);

        assertThat(receiveOne().body()).isEqualTo(body);
    }

    @Test
    void whatIsOverALimitIsRefused() {
        assertRefused("262145", () -> queues.send(QUEUE, "é".repeat(128 * 1024) + "x", NOW));
        assertRefused("1 to", () -> queues.send(QUEUE, "", NOW));
        assertRefused(
                "PT15M1S", () -> queues.send(QUEUE, "x", Duration.ofMinutes(15).plusSeconds(1)));
        assertRefused("delay", () -> queues.send(QUEUE, "x", Duration.ofSeconds(-1)));
        assertRefused("11", () -> queues.receive(QUEUE, 11, NOW));
        assertRefused("not 0", () -> queues.receive(QUEUE, 0, NOW));
        assertRefused("PT21S", () -> queues.receive(QUEUE, 1, Duration.ofSeconds(21)));

        assertThat(queues.receive(QUEUE, 10, NOW)).isEmpty();
    }

    @Test
    void aClosedStoreRefuses() {
        queues.close();

        assertRefused("closed", () -> queues.send(QUEUE, "x", NOW));
        assertRefused("closed", () -> queues.receive(QUEUE, 1, NOW));
        queues.close();
    }

    private Received receiveOne() {
        List<Received> received = queues.receive(QUEUE, 1, LONG);
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    private static void assertRefused(String part, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Refused.class).hasMessageContaining(part);
    }
}
