package io.spotcluster.local.events;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file of the event log: whole lines, each with its id in front.
 *
 * @param begin the place before its first line
 * @param length in bytes
 */
record LogFile(Path path, EventPosition begin, long length) {
    /** Where in a line the id stands. */
    static final int ID_AT = "{\"id\":\"".length();

    private static final int ID_LENGTH = 8 + 1 + 15;
    private static final int BLOCK = 64 * 1024;

    EventPosition end() {
        return begin.at(begin.offset() + length);
    }

    boolean isFollowedBy(LogFile next) {
        return end().equals(next.begin);
    }

    /**
     * Finds out what a file holds, and cuts off a last line that a dying process left incomplete. Absent, if there is no such
     * file, no line in it, or its lines are not ours.
     */
    static Optional<LogFile> recover(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long whole = afterLastNewline(channel, channel.size());
            if (whole == 0) {
                channel.truncate(0);
                return Optional.empty();
            }
            long firstLine = afterFirstNewline(channel);
            Optional<EventPosition> afterFirst = id(channel, 0);
            Optional<EventPosition> last = id(channel, afterLastNewline(channel, whole - 1));
            Optional<LogFile> found = afterFirst
                    .map(position -> position.at(position.offset() - firstLine))
                    .map(begin -> new LogFile(path, begin, whole))
                    .filter(file -> last.filter(file.end()::equals).isPresent());
            if (found.isPresent()) {
                channel.truncate(whole);
            }
            return found;
        }
    }

    private static Optional<EventPosition> id(FileChannel channel, long line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ID_LENGTH);
        int read = channel.read(bytes, line + ID_AT);
        return read < ID_LENGTH
                ? Optional.empty()
                : EventPosition.parse(new String(bytes.array(), StandardCharsets.ISO_8859_1));
    }

    private static long afterFirstNewline(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long at = 0; channel.read(block.clear(), at) > 0; at += block.limit()) {
            block.flip();
            for (int i = 0; i < block.limit(); i++) {
                if (block.get(i) == '\n') {
                    return at + i + 1;
                }
            }
        }
        return 0;
    }

    private static long afterLastNewline(FileChannel channel, long before) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long end = before; end > 0; ) {
            long begin = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - begin));
            while (block.hasRemaining() && channel.read(block, begin + block.position()) > 0) {
                // reads on until the block is full
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return begin + i + 1;
                }
            }
            end = begin;
        }
        return 0;
    }
}
