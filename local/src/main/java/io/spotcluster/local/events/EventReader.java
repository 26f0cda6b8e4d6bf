package io.spotcluster.local.events;

import io.spotcluster.base.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the event log for one subscriber, from its own place on and at its own pace. Holds no more than a block of it in
 * memory, however far behind it is.
 */
final class EventReader implements Closeable {
    /** What came next. */
    sealed interface Next {
        /**
         * An event.
         *
         * @param line its JSON, without the end of the line
         * @param after the place behind it
         */
        record Line(Bytes line, EventPosition after) implements Next {}

        /**
         * Events may be missing here.
         *
         * @param reason for people
         * @param resumed where reading goes on
         */
        record Gap(String reason, EventPosition resumed) implements Next {}

        /** Nothing, for now. */
        record End() implements Next {}
    }

    private static final int BLOCK = 64 * 1024;

    private final EventLog log;
    private EventPosition position;
    private Optional<String> gap;
    private Optional<EventLog.OpenFile> file = Optional.empty();
    // What was read and not given yet begins at `position`.
    private byte[] buffer = new byte[BLOCK];
    private int begin;
    private int end;

    private EventReader(EventLog log, EventPosition position, Optional<String> gap) {
        this.log = log;
        this.position = position;
        this.gap = gap;
    }

    /** Of what will be published from now on. */
    static EventReader fromNow(EventLog log) {
        return new EventReader(log, log.end(), Optional.empty());
    }

    /** Of what was published after {@code last}; if that cannot be told, of everything that is there, after a gap. */
    static EventReader after(EventLog log, EventPosition last) throws IOException {
        EventPosition oldest = log.begin();
        if (!last.log().equals(oldest.log())) {
            return new EventReader(
                    log, oldest, Optional.of("%s is no place in the log of this instance".formatted(last)));
        }
        if (last.offset() < oldest.offset()) {
            return new EventReader(log, oldest, Optional.of(cut(oldest)));
        }
        EventReader reader = new EventReader(log, last, Optional.empty());
        if (last.offset() > log.end().offset() || !reader.isBetweenLines()) {
            reader.close();
            return new EventReader(log, oldest, Optional.of("%s is the id of no event in the log".formatted(last)));
        }
        return reader;
    }

    private static String cut(EventPosition oldest) {
        return "events before %s are no longer in the log".formatted(oldest);
    }

    EventPosition position() {
        return position;
    }

    private boolean isBetweenLines() throws IOException {
        file = log.openAt(position.offset());
        if (file.isEmpty() || position.offset() == file.get().begin()) {
            return file.isPresent();
        }
        ByteBuffer before = ByteBuffer.allocate(1);
        int read =
                file.get().channel().read(before, position.offset() - file.get().begin() - 1);
        return read == 1 && before.get(0) == '\n';
    }

    Next next() throws IOException {
        if (gap.isPresent()) {
            Next.Gap told = new Next.Gap(gap.get(), position);
            gap = Optional.empty();
            return told;
        }
        for (int at = begin; ; at++) {
            if (at == end) {
                int unread = end - begin;
                if (position.offset() + unread >= log.end().offset()) {
                    return new Next.End();
                }
                if (!fill()) {
                    return skipToOldest();
                }
                at = begin + unread;
            }
            if (buffer[at] == '\n') {
                byte[] line = Arrays.copyOfRange(buffer, begin, at);
                position = position.at(position.offset() + line.length + 1);
                begin = at + 1;
                return new Next.Line(Bytes.wrap(line), position);
            }
        }
    }

    private Next skipToOldest() {
        position = log.begin();
        begin = 0;
        end = 0;
        return new Next.Gap(cut(position), position);
    }

    /** Reads at least one byte more; false, if what follows was cut away. */
    private boolean fill() throws IOException {
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        long offset = position.offset() + end;
        int most = (int) Math.min(buffer.length - end, log.end().offset() - offset);
        for (int tries = 0; tries < 2; tries++) {
            if (file.isEmpty()) {
                file = log.openAt(offset);
                if (file.isEmpty()) {
                    return false;
                }
            }
            EventLog.OpenFile open = file.get();
            int read = open.channel().read(ByteBuffer.wrap(buffer, end, most), offset - open.begin());
            if (read > 0) {
                end += read;
                return true;
            }
            // The end of this file: the log goes on in the next one.
            close();
        }
        throw new IOException("the event log ends before %s".formatted(log.end()));
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().channel().close();
            file = Optional.empty();
        }
    }
}
