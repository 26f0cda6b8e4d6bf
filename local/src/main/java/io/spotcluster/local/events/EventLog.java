package io.spotcluster.local.events;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.events.EventSink;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * All events as lines of JSON, oldest first: {@code id}, {@code time}, {@code exchange}, {@code routingKey}, {@code routes} and
 * {@code payload}. The id is the {@link EventPosition} behind the line, so that a reader goes on where it was without an index.
 *
 * <p>What was published is on the disk when {@link #publish} returns, and only then do readers see it: an id that was
 * told once never comes to mean another event. Events published at the same time share a flush. The file that is written
 * has one older one beside it; with the third the first is gone.
 */
public final class EventLog implements EventSink, AutoCloseable {
    /** Bytes after which a new file is begun. */
    private static final long LONGEST = 64L * 1024 * 1024;

    private final Path file;
    private final Clock clock;
    private final long longest;

    /** Held while the file is forced or exchanged; taken before {@code appending}. */
    private final ReentrantLock forcing = new ReentrantLock();

    private final ReentrantLock appending = new ReentrantLock();
    private final Condition grown = appending.newCondition();

    // Guarded by `appending`.
    private FileChannel channel;
    private LogFile current;
    private Optional<LogFile> previous;
    private long written;
    private long durable;
    private boolean closed;

    private EventLog(Path file, Clock clock, long longest) throws IOException {
        this.file = file;
        this.clock = clock;
        this.longest = longest;
        Optional<LogFile> found = LogFile.recover(file);
        Optional<LogFile> older = LogFile.recover(previousFile());
        this.previous = older.filter(before -> found.map(before::isFollowedBy).orElse(true));
        this.current = found.orElseGet(() ->
                new LogFile(file, previous.map(LogFile::end).orElseGet(() -> new EventPosition(newLog(), 0)), 0));
        if (found.isEmpty() && Files.exists(file) && Files.size(file) > 0) {
            // Not of our making, or broken at its beginning: kept for people, but no subscription reads it.
            Files.move(file, previousFile(), StandardCopyOption.REPLACE_EXISTING);
            this.previous = Optional.empty();
            this.current = new LogFile(file, new EventPosition(newLog(), 0), 0);
        }
        this.channel = openForWriting();
        this.written = current.end().offset();
        this.durable = written;
    }

    public static EventLog open(Path file, Clock clock) throws IOException {
        return new EventLog(file, clock, LONGEST);
    }

    /** @param longest bytes after which a new file is begun */
    static EventLog open(Path file, Clock clock, long longest) throws IOException {
        return new EventLog(file, clock, longest);
    }

    private static String newLog() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private Path previousFile() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private FileChannel openForWriting() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void publish(List<Event> events) {
        try {
            force(append(events));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Takes events without waiting for the disk, for whoever is told of their cause again unless {@link #force} succeeded
     * after it: one flush is then enough for many.
     */
    public EventSink untilForced() {
        return events -> {
            try {
                append(events);
            } catch (IOException e) {
                throw unwritable(e);
            }
        };
    }

    /** Returns when all that was taken before is on the disk. */
    public void force() {
        long end;
        appending.lock();
        try {
            end = written;
        } finally {
            appending.unlock();
        }
        try {
            force(end);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("cannot write the event log " + file, e);
    }

    /** @return the offset behind them */
    private long append(List<Event> events) throws IOException {
        String time = Timestamp.format(clock.instant());
        appending.lock();
        try {
            if (!channel.isOpen() && !closed) {
                // An interrupted thread closes the channel that it works on.
                channel = openForWriting();
            }
            long end = written;
            for (Event event : events) {
                ByteBuffer line = line(event, time, end);
                // By position: what a failed write left behind is written over.
                while (line.hasRemaining()) {
                    end += channel.write(line, end - current.begin().offset());
                }
            }
            written = end;
            return end;
        } finally {
            appending.unlock();
        }
    }

    private ByteBuffer line(Event event, String time, long begin) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("id", current.begin().at(0).toString());
        line.put("time", time);
        line.put("exchange", event.exchange());
        line.put("routingKey", event.routingKey());
        event.copies().forEach(line.putArray("routes")::add);
        line.set("payload", event.payload());
        byte[] bytes = (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] id = current.begin().at(begin + bytes.length).toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(id, 0, bytes, LogFile.ID_AT, id.length);
        return ByteBuffer.wrap(bytes);
    }

    /** Returns when everything before {@code offset} is on the disk; whoever comes first does it for all who wait. */
    private void force(long offset) throws IOException {
        forcing.lock();
        try {
            FileChannel toForce;
            long end;
            appending.lock();
            try {
                if (durable >= offset) {
                    return;
                }
                toForce = channel;
                end = written;
            } finally {
                appending.unlock();
            }
            toForce.force(false);
            appending.lock();
            try {
                durable = end;
                if (durable - current.begin().offset() > longest) {
                    beginAnew();
                }
                grown.signalAll();
            } finally {
                appending.unlock();
            }
        } finally {
            forcing.unlock();
        }
    }

    private void beginAnew() throws IOException {
        channel.force(false);
        durable = written;
        channel.close();
        long length = written - current.begin().offset();
        Files.move(file, previousFile(), StandardCopyOption.REPLACE_EXISTING);
        previous = Optional.of(new LogFile(previousFile(), current.begin(), length));
        current = new LogFile(file, current.begin().at(written), 0);
        channel = openForWriting();
    }

    /** The place behind the last event. */
    EventPosition end() {
        return locked(() -> current.begin().at(durable));
    }

    /** The place before the first event that is still there. */
    EventPosition begin() {
        return locked(() -> previous.orElse(current).begin());
    }

    /** A file that holds what follows {@code offset}, opened for reading; absent, if it was cut away. */
    Optional<OpenFile> openAt(long offset) throws IOException {
        appending.lock();
        try {
            LogFile holding = offset < current.begin().offset() && previous.isPresent() ? previous.get() : current;
            if (offset < holding.begin().offset()) {
                return Optional.empty();
            }
            return Optional.of(new OpenFile(
                    FileChannel.open(holding.path(), StandardOpenOption.READ),
                    holding.begin().offset()));
        } finally {
            appending.unlock();
        }
    }

    /** @param begin offset of the file's first byte in the log */
    record OpenFile(FileChannel channel, long begin) {}

    /**
     * Waits until there is something behind {@code offset}, or the time is over.
     *
     * @return false, if the log is closed
     */
    boolean await(long offset, Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        appending.lock();
        try {
            while (durable <= offset && !closed && nanos > 0) {
                nanos = grown.awaitNanos(nanos);
            }
            return !closed;
        } finally {
            appending.unlock();
        }
    }

    private EventPosition locked(Supplier<EventPosition> reading) {
        appending.lock();
        try {
            return reading.get();
        } finally {
            appending.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        appending.lock();
        try {
            closed = true;
            channel.close();
            grown.signalAll();
        } finally {
            appending.unlock();
        }
    }
}
