package io.spotcluster.local.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a step on a thread of its own until it is closed. A step that fails is logged and tried again, later each time. */
final class Loop implements AutoCloseable {
    /** What to do again and again. */
    @FunctionalInterface
    interface Step {
        /** @return how long to rest before the next time; zero, where the step itself waits for work */
        Duration run() throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private Loop(String name, Step step) {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> repeat(name, step));
    }

    static Loop start(String name, Step step) {
        Loop loop = new Loop(name, step);
        loop.thread.start();
        return loop;
    }

    private void repeat(String name, Step step) {
        Duration pause = FIRST_PAUSE;
        try {
            boolean end = false;
            while (!end) {
                try {
                    Duration rest = step.run();
                    pause = FIRST_PAUSE;
                    end = closedWithin(rest);
                } catch (RuntimeException e) {
                    if (!closedWithin(Duration.ZERO)) {
                        LOG.error("{} failed, next try in {} ms", name, pause.toMillis(), e);
                    }
                    end = closedWithin(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted in its step", name);
        }
    }

    private boolean closedWithin(Duration wait) throws InterruptedException {
        return closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The running step is the last one. */
    void beginToEnd() {
        closing.countDown();
    }

    /** Lets the running step end; interrupts it when it takes long. */
    @Override
    public void close() {
        beginToEnd();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                boolean _ = thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
