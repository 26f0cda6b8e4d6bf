package io.spotcluster.worker.task;

import io.spotcluster.worker.retry.Attempt;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Work that can be cut short: it runs on a thread of its own, which is interrupted. */
final class Interruptible {
    private Interruptible() {}

    /**
     * @param stop cuts the work short when it completes
     * @return empty, if it was cut short before it came to an end
     * @throws IOException what the work throws
     */
    static <T> Optional<T> run(CompletableFuture<?> stop, Attempt<T> work) throws IOException, InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(done.handle((result, failure) -> true), stop.handle((reason, failure) -> true))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("both stages handle their failures", e);
        } finally {
            if (!done.isDone()) {
                thread.interrupt();
            }
        }
        thread.join();
        return result(done);
    }

    private static <T> Optional<T> result(CompletableFuture<T> done) throws IOException {
        try {
            return Optional.of(done.join());
        } catch (CompletionException e) {
            return switch (e.getCause()) {
                case IOException failure -> throw failure;
                case InterruptedException interruption -> Optional.empty();
                case RuntimeException bug -> throw bug;
                case null, default -> throw e;
            };
        }
    }
}
