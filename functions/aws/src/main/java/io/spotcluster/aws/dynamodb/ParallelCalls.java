package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Makes several calls at once, each on a virtual thread, a bounded number of them under way. */
final class ParallelCalls {
    private ParallelCalls() {}

    /**
     * Returns when all of them ended.
     *
     * @throws StoreException the first that a call threw
     */
    static void run(List<Runnable> calls) {
        if (calls.size() < 2) {
            calls.forEach(Runnable::run);
            return;
        }
        Semaphore places = new Semaphore(DynamoLayout.CALLS_AT_ONCE);
        List<Future<?>> futures = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable call : calls) {
                places.acquireUninterruptibly();
                futures.add(executor.submit(() -> {
                    try {
                        call.run();
                    } finally {
                        places.release();
                    }
                }));
            }
        }
        for (Future<?> ended : futures) {
            if (ended.state() == Future.State.FAILED) {
                throw ended.exceptionNow() instanceof StoreException fault
                        ? fault
                        : new IllegalStateException("a call failed in an unforeseen way", ended.exceptionNow());
            }
        }
    }
}
