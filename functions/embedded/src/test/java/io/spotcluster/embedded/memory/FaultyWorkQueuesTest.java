package io.spotcluster.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyWorkQueues;
import io.spotcluster.ports.fault.Operation.Action;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyWorkQueuesTest {
    private static final QueueDefinition QUEUE = new QueueDefinition("work", Duration.ofSeconds(30), 3);

    private final MemoryWorkQueues store = new MemoryWorkQueues(new HandTurnedClock());

    private FaultyWorkQueues with(Action action, Fault fault) {
        FaultPlan plan = operation -> operation.action() == action ? fault : Fault.proceed();
        return new FaultyWorkQueues(store, plan, Step.none());
    }

    @Test
    void aHiddenMessageIsDeliveredAgain() {
        FaultyWorkQueues queues = with(Action.RECEIVE, new Fault.Repeats());
        queues.send(QUEUE, "x", Duration.ZERO);

        List<Received> first = queues.receive(QUEUE, 10, Duration.ZERO);
        List<Received> again = queues.receive(QUEUE, 10, Duration.ZERO);

        assertThat(first).extracting(Received::body).containsExactly("x");
        assertThat(again).isEqualTo(first);
    }

    @Test
    void messagesComeLate() {
        FaultyWorkQueues queues = with(Action.RECEIVE, new Fault.Fewer(0));
        queues.send(QUEUE, "x", Duration.ZERO);

        assertThat(queues.receive(QUEUE, 10, Duration.ZERO)).isEmpty();
        assertThat(store.receive(QUEUE, 10, Duration.ZERO)).hasSize(1);
    }

    @Test
    void aMessageWhoseAnswerWasLostIsSent() {
        FaultyWorkQueues queues = with(Action.SEND, new Fault.AnswerLost());

        assertThatThrownBy(() -> queues.send(QUEUE, "x", Duration.ZERO))
                .isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(store.receive(QUEUE, 10, Duration.ZERO)).hasSize(1);
    }

    @Test
    void aReceiverThatDiesLeavesTheMessageHidden() {
        store.send(QUEUE, "x", Duration.ZERO);
        FaultyWorkQueues queues = with(Action.RECEIVE, new Fault.DiesAfter());

        assertThatThrownBy(() -> queues.receive(QUEUE, 10, Duration.ZERO)).isInstanceOf(ProcessDied.class);
        assertThat(store.receive(QUEUE, 10, Duration.ZERO)).isEmpty();
    }

    @Test
    void aLostDeletionLeavesTheMessage() {
        FaultyWorkQueues queues = with(Action.DELETE_MESSAGE, new Fault.RequestLost());
        queues.send(QUEUE, "x", Duration.ZERO);
        Received message = queues.receive(QUEUE, 1, Duration.ZERO).getFirst();

        assertThatThrownBy(() -> queues.delete(QUEUE, message)).isInstanceOf(StoreException.ResultUnknown.class);
        queues.release(QUEUE, message, Duration.ZERO);

        assertThat(queues.receive(QUEUE, 1, Duration.ZERO)).hasSize(1);
        assertThat(queues.deadLetters(QUEUE, 1)).isEmpty();
    }
}
