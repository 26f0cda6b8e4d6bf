package io.spotcluster.worker.log;

import io.spotcluster.base.Timestamp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of one run, in a file. A task's output goes in as the bytes it is; the worker's own lines are marked and always
 * begin a line. Nothing is kept in memory, however much is written. Safe for many threads.
 *
 * <p>A write that fails (a full disk, say) never disturbs the task: the rest of the log is dropped, and {@link #failure}
 * tells why.
 */
public final class TaskLog implements AutoCloseable {
    private final Path file;
    private final Clock clock;
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private long length;
    private boolean atLineStart = true;
    private boolean closed;
    private Optional<IOException> failure = Optional.empty();

    public TaskLog(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    public Path file() {
        return file;
    }

    /** Writes a line of the worker's own; a text of several lines becomes as many marked lines. */
    public void info(String text) {
        mark("spotcluster ", text);
    }

    public void warn(String text) {
        mark("spotcluster:warn ", text);
    }

    public void error(String text) {
        mark("spotcluster:error ", text);
    }

    /** A text with its control characters, line ends included, spelt out. */
    public static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(character -> {
            if (Character.isISOControl(character)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", character));
            } else {
                line.append((char) character);
            }
        });
        return line.toString();
    }

    private void mark(String kind, String text) {
        String prefix = "[" + kind + Timestamp.format(clock.instant()) + "] ";
        StringBuilder lines = new StringBuilder();
        text.lines()
                .forEach(line -> lines.append(prefix).append(onOneLine(line)).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (!atLineStart) {
                append(new byte[] {'\n'}, 1);
            }
            append(bytes, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    /** Writes a part of the task's output. */
    public void output(byte[] buffer, int count) {
        lock.lock();
        try {
            append(buffer, count);
        } finally {
            lock.unlock();
        }
    }

    private void append(byte[] bytes, int count) {
        if (closed || failure.isPresent() || count == 0) {
            return;
        }
        try {
            out.write(bytes, 0, count);
            length += count;
            atLineStart = bytes[count - 1] == '\n';
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        changed.signalAll();
    }

    public long length() {
        lock.lock();
        try {
            return length;
        } finally {
            lock.unlock();
        }
    }

    /** Why the log is not whole, if it is not. */
    public Optional<IOException> failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is more than a reader has.
     *
     * @param read bytes that the reader has
     * @return the length now; not more than {@code read}, if the log has ended there
     */
    long awaitBeyond(long read) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (length <= read && !closed && failure.isEmpty()) {
                changed.await();
            }
            return length;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the log: what is written afterwards is dropped, and its readers come to an end. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            out.close();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }
}
