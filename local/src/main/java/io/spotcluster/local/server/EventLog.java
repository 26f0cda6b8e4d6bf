package io.spotcluster.local.server;

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
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * All events as lines of JSON, oldest first: {@code time}, {@code exchange}, {@code routingKey}, {@code routes} and {@code
 * payload}. It is for people and scripts to follow, at least once each like every delivery of events. A line is with the
 * operating system when {@link #publish} returns: it survives the process, but is not forced to the disk.
 */
final class EventLog implements EventSink, AutoCloseable {
    private static final long LONGEST = 64L * 1024 * 1024;

    private final Path file;
    private final Clock clock;
    private FileChannel channel;

    private EventLog(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.channel = open(file);
    }

    static EventLog open(Path file, Clock clock) throws IOException {
        return new EventLog(file, clock);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void publish(List<Event> events) {
        StringBuilder lines = new StringBuilder();
        for (Event event : events) {
            ObjectNode line = Json.MAPPER.createObjectNode();
            line.put("time", Timestamp.format(clock.instant()));
            line.put("exchange", event.exchange());
            line.put("routingKey", event.routingKey());
            event.copies().forEach(line.putArray("routes")::add);
            line.set("payload", event.payload());
            lines.append(Json.write(line)).append('\n');
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (channel.size() > LONGEST) {
                beginAnew();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the event log " + file, e);
        }
    }

    /** Keeps one old file beside the new one. */
    private void beginAnew() throws IOException {
        channel.close();
        Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        channel = open(file);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
