package io.spotcluster.local.events;

import io.spotcluster.api.events.Binding;
import io.spotcluster.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a subscriber is told, as the bytes of server-sent events. It is made only as it is read, from the log: a slow reader
 * holds up nobody but itself.
 *
 * <p>An event is {@code id:} and {@code data:}, a line of the log. {@code ready} comes first, {@code gap} where events may be
 * missing, {@code end} when the server ends the subscription. A heartbeat is an {@code id:} without data, which no listener
 * is called for, but which is the place to go on from.
 */
final class SubscriptionStream extends InputStream {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FRAMES = 16 * 1024;

    /** Events looked at between two looks at the time, where none of them is told. */
    private static final int AT_ONCE = 1000;

    private final EventLog log;
    private final EventReader reader;
    private final List<Binding> bindings;
    private final Duration heartbeat;
    private final BooleanSupplier mayGoOn;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock reading = new ReentrantLock();

    private byte[] frames;
    private int given;
    private long checked = System.nanoTime();
    private boolean ended;

    /**
     * @param mayGoOn asked at every heartbeat
     * @param onClose called once
     */
    SubscriptionStream(
            EventLog log,
            EventReader reader,
            List<Binding> bindings,
            Duration heartbeat,
            BooleanSupplier mayGoOn,
            Runnable onClose) {
        this.log = log;
        this.reader = reader;
        this.bindings = List.copyOf(bindings);
        this.heartbeat = heartbeat;
        this.mayGoOn = mayGoOn;
        this.onClose = onClose;
        this.frames = frame("ready", reader.position(), "{}");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            return readSome(target, offset, length);
        } finally {
            reading.unlock();
            if (closed.get()) {
                closeReader();
            }
        }
    }

    private int readSome(byte[] target, int offset, int length) throws IOException {
        if (given == frames.length) {
            if (ended || closed.get()) {
                return -1;
            }
            frames = nextFrames();
            given = 0;
        }
        int count = Math.min(length, frames.length - given);
        System.arraycopy(frames, given, target, offset, count);
        given += count;
        return count;
    }

    /** Waits for something to tell, until the next heartbeat. */
    private byte[] nextFrames() throws IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        while (told.size() == 0) {
            boolean all = tell(told);
            long rest = checked + heartbeat.toNanos() - System.nanoTime();
            if (rest <= 0) {
                checked = System.nanoTime();
                beat(told);
            } else if (all && told.size() == 0) {
                await(Duration.ofNanos(rest), told);
            }
        }
        return told.toByteArray();
    }

    private void beat(ByteArrayOutputStream told) throws IOException {
        if (mayGoOn.getAsBoolean()) {
            told.write("id: %s\n\n".formatted(reader.position()).getBytes(StandardCharsets.US_ASCII));
        } else {
            end(told, "The request for this subscription would not be accepted any more.");
        }
    }

    private void end(ByteArrayOutputStream told, String reason) throws IOException {
        ended = true;
        told.write(frame("end", reader.position(), reason(reason)));
    }

    private void await(Duration wait, ByteArrayOutputStream told) throws IOException {
        try {
            if (!log.await(reader.position().offset(), wait)) {
                end(told, "The server is stopping.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(told, "The server is stopping.");
        }
    }

    /** @return whether that was all there is */
    private boolean tell(ByteArrayOutputStream told) throws IOException {
        for (int events = 0; events < AT_ONCE && told.size() < FRAMES; events++) {
            switch (reader.next()) {
                case EventReader.Next.Line line -> {
                    if (isWanted(line)) {
                        told.write("id: %s\ndata: ".formatted(line.after()).getBytes(StandardCharsets.US_ASCII));
                        told.write(line.line().unsafeArray());
                        told.write('\n');
                        told.write('\n');
                    }
                }
                case EventReader.Next.Gap gap -> told.write(frame("gap", gap.resumed(), reason(gap.reason())));
                case EventReader.Next.End() -> {
                    // Many wait, and few read: while it waits a subscription holds no file.
                    reader.close();
                    return true;
                }
            }
        }
        return false;
    }

    /** Reads the line as far as its payload only. */
    private boolean isWanted(EventReader.Next.Line line) {
        String exchange = "";
        String routingKey = "";
        List<String> routes = new ArrayList<>();
        try (JsonParser json =
                JSON.createParser(ObjectReadContext.empty(), line.line().unsafeArray())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME
                    && !json.currentName().equals("payload")) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "exchange" -> exchange = json.getString();
                    case "routingKey" -> routingKey = json.getString();
                    case "routes" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            routes.add(json.getString());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        for (Binding binding : bindings) {
            if (binding.matches(exchange, routingKey, routes)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(String reason) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("reason", reason);
        return Json.write(json);
    }

    private static byte[] frame(String event, EventPosition position, String data) {
        return "event: %s\nid: %s\ndata: %s\n\n"
                .formatted(event, position, data)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** May be called while another thread reads, which then closes the file. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
        closeReader();
    }

    private void closeReader() throws IOException {
        if (reading.tryLock()) {
            try {
                reader.close();
            } finally {
                reading.unlock();
            }
        }
    }
}
