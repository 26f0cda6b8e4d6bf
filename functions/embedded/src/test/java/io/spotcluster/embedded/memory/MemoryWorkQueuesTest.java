package io.spotcluster.embedded.memory;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.queue.WorkQueuesContract;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;

class MemoryWorkQueuesTest extends WorkQueuesContract {
    private final HandTurnedClock clock = new HandTurnedClock();

    @Override
    protected WorkQueues open(List<QueueDefinition> definitions) {
        return new MemoryWorkQueues(clock);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
