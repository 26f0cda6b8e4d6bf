package io.spotcluster.embedded.blobs;

import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobMetadata;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * One blob in one file: a head of {@value #MAGIC} (format 1), the head's length, and as {@link DataOutputStream#writeUTF} does
 * the key, the content type and the content encoding (empty for none); then the content.
 */
final class BlobFile {
    private static final int MAGIC = 0x53424c01;
    /** Magic and length. */
    private static final int FIXED = 8;

    private static final int LARGEST_HEAD = 16 * 1024;

    private BlobFile() {}

    /** The name is a digest: any text can be a key, and no file system is asked what it makes of it. */
    static Path path(Path folder, BlobKey key) {
        String name = HexFormat.of().formatHex(sha256(key.full()));
        return folder.resolve(key.retention().prefix())
                .resolve(name.substring(0, 2))
                .resolve(name);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static BlobReading open(Path folder, BlobKey key) throws IOException {
        FileChannel channel = FileChannel.open(path(folder, key), StandardOpenOption.READ);
        try {
            DataInputStream fixed = new DataInputStream(Channels.newInputStream(channel));
            int magic = fixed.readInt();
            int headLength = fixed.readInt();
            if (magic != MAGIC || headLength < 0 || headLength > LARGEST_HEAD) {
                throw new IOException("the file of the blob " + key.full() + " does not begin like one");
            }
            byte[] head = fixed.readNBytes(headLength);
            DataInputStream text = new DataInputStream(new ByteArrayInputStream(head));
            String written = text.readUTF();
            if (!written.equals(key.full())) {
                throw new IOException("the file of the blob " + key.full() + " holds " + written);
            }
            String contentType = text.readUTF();
            String encoding = text.readUTF();
            long start = (long) FIXED + headLength;
            return new Reading(
                    channel,
                    start,
                    new BlobMetadata(
                            channel.size() - start,
                            contentType,
                            Optional.of(encoding).filter(name -> !name.isEmpty())));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private record Reading(FileChannel channel, long start, BlobMetadata metadata) implements BlobReading {
        @Override
        public InputStream stream(long offset, long length) throws IOException {
            channel.position(start + offset);
            return new BufferedInputStream(new Limited(Channels.newInputStream(channel), length), 64 * 1024);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** At most so many bytes of another stream. */
    private static final class Limited extends InputStream {
        private final InputStream stream;
        private long left;

        Limited(InputStream stream, long left) {
            this.stream = stream;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = stream.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    static BlobWriting create(
            Path folder,
            Path unfinished,
            BlobKey key,
            String contentType,
            Optional<String> contentEncoding,
            Clock clock)
            throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream text = new DataOutputStream(head);
        text.writeUTF(key.full());
        text.writeUTF(contentType);
        text.writeUTF(contentEncoding.orElse(""));
        if (head.size() > LARGEST_HEAD) {
            throw new IOException("the content type has %d characters".formatted(contentType.length()));
        }
        ByteBuffer start = ByteBuffer.allocate(FIXED + head.size());
        start.putInt(MAGIC).putInt(head.size()).put(head.toByteArray()).flip();
        Path file = unfinished.resolve(UUID.randomUUID().toString());
        Writing writing = new Writing(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                file,
                path(folder, key),
                clock);
        writing.write(start);
        return writing;
    }

    private static final class Writing implements BlobWriting {
        private final FileChannel channel;
        private final Path file;
        private final Path target;
        private final Clock clock;
        private boolean finished;

        Writing(FileChannel channel, Path file, Path target, Clock clock) {
            this.channel = channel;
            this.file = file;
            this.target = target;
            this.clock = clock;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void finish() throws IOException {
            channel.force(true);
            channel.close();
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            Path bucket = target.getParent();
            if (bucket == null) {
                throw new IOException("no folder for " + target);
            }
            Files.createDirectories(bucket);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flush(bucket);
            finished = true;
        }

        /** Makes the file's name durable too. */
        private static void flush(Path folder) throws IOException {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                    directory.force(true);
                }
            }
        }

        @Override
        public void close() {
            if (finished) {
                return;
            }
            try {
                channel.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
