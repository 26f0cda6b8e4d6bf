package io.spotcluster.queue.dependency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How several things are done that do not depend on each other. When one fails, its failure is thrown. */
@FunctionalInterface
public interface SideBySide {
    void run(List<Runnable> work);

    /** One after the other, for who has to know in which order things happen. */
    static SideBySide inOrder() {
        return work -> work.forEach(Runnable::run);
    }

    /** All at once, so that they wait for the store together: their writes share a flush, or travel at the same time. */
    static SideBySide onVirtualThreads() {
        return work -> {
            if (work.size() < 2) {
                work.forEach(Runnable::run);
                return;
            }
            List<Future<?>> running = new ArrayList<>();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                work.forEach(piece -> running.add(executor.submit(piece)));
            }
            for (Future<?> future : running) {
                await(future);
            }
        };
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a piece of work failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while work was done", e);
        }
    }
}
