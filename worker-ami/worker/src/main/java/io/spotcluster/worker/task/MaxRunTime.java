package io.spotcluster.worker.task;

import io.spotcluster.worker.task.Interruption.TimeIsUp;
import java.time.Duration;

/** Raises {@link TimeIsUp}, unless the run has got on before. */
final class MaxRunTime implements AutoCloseable {
    private final Thread timer;

    private MaxRunTime(Thread timer) {
        this.timer = timer;
    }

    static MaxRunTime start(Duration maxRunTime, Interruptions interruptions) {
        return new MaxRunTime(Thread.ofVirtual().name("maxRunTime").start(() -> {
            try {
                Thread.sleep(maxRunTime);
                interruptions.raise(new TimeIsUp(maxRunTime));
            } catch (InterruptedException e) {
                // In time.
            }
        }));
    }

    @Override
    public void close() {
        timer.interrupt();
    }
}
