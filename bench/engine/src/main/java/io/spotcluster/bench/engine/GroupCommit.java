package io.spotcluster.bench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** One writer thread: takes what is queued, applies it with one flush, then completes the futures. */
final class GroupCommit implements AutoCloseable {

    private static final int LARGEST_BATCH = 256;

    private final Engine engine;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private record Pending(Engine.Write write, Long trimUpTo, CompletableFuture<Boolean> done) {}

    private static final Pending STOP = new Pending(null, null, new CompletableFuture<>());

    GroupCommit(Engine engine) {
        this.engine = engine;
        this.thread = Thread.ofPlatform().name("writer").start(this::run);
    }

    Engine engine() {
        return engine;
    }

    CompletableFuture<Boolean> submit(Engine.Write write) {
        var done = new CompletableFuture<Boolean>();
        queue.add(new Pending(write, null, done));
        return done;
    }

    CompletableFuture<Boolean> trimFeed(long upTo) {
        var done = new CompletableFuture<Boolean>();
        queue.add(new Pending(null, upTo, done));
        return done;
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        while (!batch.contains(STOP)) {
            batch.clear();
            try {
                batch.add(queue.take());
                queue.drainTo(batch, LARGEST_BATCH - 1);
                for (Pending pending : batch) {
                    if (pending.trimUpTo != null) {
                        engine.trimFeed(pending.trimUpTo);
                    }
                }
                List<Pending> writes =
                        batch.stream().filter(pending -> pending.write != null).toList();
                boolean[] held = engine.apply(writes.stream().map(Pending::write).toList());
                for (int i = 0; i < held.length; i++) {
                    writes.get(i).done.complete(held[i]);
                }
                batch.forEach(pending -> pending.done.complete(true));
            } catch (Exception failure) {
                batch.forEach(pending -> pending.done.completeExceptionally(failure));
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        queue.add(STOP); // not an interrupt: that would close the file channel of an engine in Java
        thread.join();
    }
}
