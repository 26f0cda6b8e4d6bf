package io.spotcluster.worker.process;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Watches how much memory a command and its descendants hold, by looking now and then. Linux only. */
final class MemorySampler implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ProcessHandle command;
    private final Thread thread;
    private volatile long peak;

    private MemorySampler(ProcessHandle command) {
        this.command = command;
        this.thread = Thread.ofVirtual().name("memory sampler").unstarted(this::watch);
    }

    static MemorySampler start(ProcessHandle command) {
        MemorySampler sampler = new MemorySampler(command);
        if (ProcFileSystem.isAvailable()) {
            sampler.thread.start();
        }
        return sampler;
    }

    private void watch() {
        Duration wait = FIRST;
        try {
            while (command.isAlive()) {
                long now = Stream.concat(Stream.of(command), command.descendants())
                        .mapToLong(handle -> ProcFileSystem.residentMemory(handle.pid()))
                        .sum();
                peak = Math.max(peak, now);
                Thread.sleep(wait);
                Duration doubled = wait.multipliedBy(2);
                wait = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
            }
        } catch (InterruptedException e) {
            // Closed: the peak so far is the answer.
        }
    }

    /** In bytes; empty, if the command ended before the first look. */
    Optional<Long> peak() {
        return peak > 0 ? Optional.of(peak) : Optional.empty();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
