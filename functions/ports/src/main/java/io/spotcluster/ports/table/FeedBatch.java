package io.spotcluster.ports.table;

import io.spotcluster.base.PassingFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Gives a batch of a change feed to its handler: the changes of one item in order, those of different items at once. What
 * fails for now ({@link PassingFailure}) holds up the later changes of its item; what keeps failing is parked, and holds up
 * nothing.
 */
public final class FeedBatch {
    private static final int TRIES = 3;

    private final Handler handler;
    private final ExecutorService executor;

    /** What becomes of a change. */
    public interface Handler {
        /** May be called twice for a change. */
        void handle(Change change);

        /** Puts a change aside that keeps failing; durable when it returns. */
        void park(Change change, RuntimeException failure);
    }

    /** @param index of the first change that was neither handled nor parked */
    public record Failure(int index, RuntimeException cause) {}

    /** @param executor runs the handling of different items; virtual threads do */
    public FeedBatch(Handler handler, ExecutorService executor) {
        this.handler = handler;
        this.executor = executor;
    }

    /** @return from where on the feed has to tell the changes again; absent, if all of them are done with */
    public Optional<Failure> handle(List<Change> changes) throws InterruptedException {
        Map<Key, List<Integer>> byItem = new LinkedHashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            byItem.computeIfAbsent(changes.get(i).key(), _ -> new ArrayList<>(2))
                    .add(i);
        }
        List<Future<Optional<Failure>>> running = new ArrayList<>();
        byItem.values().forEach(indexes -> running.add(executor.submit(() -> handle(changes, indexes))));
        Optional<Failure> first = Optional.empty();
        for (Future<Optional<Failure>> item : running) {
            first = earlier(first, result(item));
        }
        return first;
    }

    private Optional<Failure> handle(List<Change> changes, List<Integer> indexes) {
        for (int index : indexes) {
            try {
                handleOrPark(changes.get(index));
            } catch (RuntimeException e) {
                return Optional.of(new Failure(index, e));
            }
        }
        return Optional.empty();
    }

    private void handleOrPark(Change change) {
        for (int failed = 0; ; ) {
            try {
                handler.handle(change);
                return;
            } catch (RuntimeException e) {
                if (e instanceof PassingFailure) {
                    throw e;
                }
                failed++;
                if (failed == TRIES) {
                    handler.park(change, e);
                    return;
                }
            }
        }
    }

    private static Optional<Failure> earlier(Optional<Failure> one, Optional<Failure> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().index() < other.get().index() ? one : other;
    }

    private static Optional<Failure> result(Future<Optional<Failure>> item) throws InterruptedException {
        try {
            return item.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("the handling of a change ended in an unforeseen way", e.getCause());
        }
    }
}
