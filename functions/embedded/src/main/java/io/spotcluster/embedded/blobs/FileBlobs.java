package io.spotcluster.embedded.blobs;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files, one each: {@code <class>/<xx>/<SHA-256 of the key>}, where {@code xx} are the first digits. A file begins
 * with the blob's name and headers ({@link BlobFile}). It is written beside and moved into place, so that readers see a blob
 * whole. Blobs of a class are removed when their class says so, by the time of their writing.
 */
public final class FileBlobs implements Blobs, BlobContents {
    private static final Logger LOG = LoggerFactory.getLogger(FileBlobs.class);
    private static final Duration BETWEEN_PURGES = Duration.ofHours(1);
    private static final String UNFINISHED = "unfinished";

    private final Path folder;
    private final Clock clock;
    private final SignedUrls urls;
    private final CountDownLatch closed = new CountDownLatch(1);

    private FileBlobs(Path folder, Clock clock, SignedUrls urls) {
        this.folder = folder;
        this.clock = clock;
        this.urls = urls;
    }

    /**
     * Opens the blobs of a folder that no other process uses (whoever holds the {@link
     * io.spotcluster.embedded.store.EmbeddedStore} beside it sees to that).
     *
     * @param folder is made, if there is none
     * @param secret a file with the key that signs URLs; made, for the owner only, if there is none
     * @param rootUrl below which the server answers {@link SignedUrls#PREFIX}
     */
    public static FileBlobs open(Path folder, Path secret, URI rootUrl, Clock clock) {
        try {
            return open(folder, SecretFile.read(secret), rootUrl, clock);
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    private static FileBlobs open(Path folder, Bytes secret, URI rootUrl, Clock clock) {
        try {
            Path unfinished = Files.createDirectories(folder.resolve(UNFINISHED));
            try (DirectoryStream<Path> left = Files.newDirectoryStream(unfinished)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw refused(folder, e);
        }
        FileBlobs blobs = new FileBlobs(folder, clock, new SignedUrls(rootUrl, secret, clock));
        Thread.ofVirtual().name("blob-purge").start(blobs::purgeUntilClosed);
        return blobs;
    }

    private static StoreException.Refused refused(Path folder, IOException cause) {
        return new StoreException.Refused("cannot keep blobs in %s: %s".formatted(folder, cause.getMessage()), cause);
    }

    /** What answers the signed URLs. */
    public BlobRequests requests() {
        return new BlobRequests(urls, this);
    }

    @Override
    public URI signedPut(BlobKey key, String contentType, Duration valid) {
        requireOpen();
        return urls.put(key, contentType, valid);
    }

    @Override
    public URI signedGet(BlobKey key, Duration valid) {
        requireOpen();
        return urls.get(key, valid);
    }

    @Override
    public Optional<BlobMetadata> head(BlobKey key) {
        Optional<BlobReading> opened = open(key);
        opened.ifPresent(BlobReading::close);
        return opened.map(BlobReading::metadata);
    }

    @Override
    public void put(BlobKey key, String contentType, Bytes content) {
        try (BlobWriting writing = create(key, contentType, Optional.empty())) {
            writing.write(ByteBuffer.wrap(content.unsafeArray()).asReadOnlyBuffer());
            writing.finish();
        } catch (IOException e) {
            throw failed("write", key, e);
        }
    }

    @Override
    public Optional<Bytes> get(BlobKey key) {
        Optional<BlobReading> opened = open(key);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (BlobReading reading = opened.get();
                InputStream stream = reading.stream(0, reading.metadata().length())) {
            return Optional.of(Bytes.wrap(stream.readAllBytes()));
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        Optional<BlobReading> opened = open(from);
        if (opened.isEmpty()) {
            BlobLimits.check(to);
            return false;
        }
        try (BlobReading reading = opened.get()) {
            BlobMetadata metadata = reading.metadata();
            try (BlobWriting writing = create(to, metadata.contentType(), metadata.contentEncoding());
                    InputStream stream = reading.stream(0, metadata.length())) {
                byte[] buffer = new byte[64 * 1024];
                for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                    writing.write(ByteBuffer.wrap(buffer, 0, read));
                }
                writing.finish();
            }
            return true;
        } catch (IOException e) {
            throw failed("copy", from, e);
        }
    }

    @Override
    public void delete(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        try {
            Files.deleteIfExists(BlobFile.path(folder, key));
        } catch (IOException e) {
            throw failed("delete", key, e);
        }
    }

    @Override
    public Optional<BlobReading> open(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        try {
            return Optional.of(BlobFile.open(folder, key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    @Override
    public BlobWriting create(BlobKey key, String contentType, Optional<String> contentEncoding) {
        BlobLimits.check(key);
        requireOpen();
        try {
            return BlobFile.create(folder, folder.resolve(UNFINISHED), key, contentType, contentEncoding, clock);
        } catch (IOException e) {
            throw failed("write", key, e);
        }
    }

    private static StoreException failed(String what, BlobKey key, IOException cause) {
        // A full disk or an unreadable sector: it may work another time, and nothing was shown to readers.
        return new StoreException.Throttled(
                "cannot %s the blob %s: %s".formatted(what, key.full(), cause.getMessage()), cause);
    }

    private void purgeUntilClosed() {
        try {
            do {
                purge();
            } while (!closed.await(BETWEEN_PURGES.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Removes the blobs that their retention class no longer covers.
     *
     * @return how many
     */
    public int purge() {
        int removed = 0;
        for (RetentionClass retention : RetentionClass.values()) {
            if (retention != RetentionClass.KEEP) {
                removed += purge(retention);
            }
        }
        return removed;
    }

    private int purge(RetentionClass retention) {
        Instant oldest = clock.instant().minus(retention.kept());
        int removed = 0;
        for (Path bucket : children(folder.resolve(retention.prefix()))) {
            for (Path file : children(bucket)) {
                if (closed.getCount() == 0) {
                    return removed;
                }
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                        Files.delete(file);
                        removed++;
                    }
                } catch (NoSuchFileException e) {
                    // Deleted meanwhile.
                } catch (IOException e) {
                    LOG.warn("cannot remove the outdated blob {}: {}", file, e.getMessage());
                }
            }
        }
        return removed;
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.warn("cannot list the blobs in {}: {}", folder, e.getMessage());
        }
        return children;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void requireOpen() {
        if (closed.getCount() == 0) {
            throw new StoreException.Refused("the blobs are closed");
        }
    }
}
