package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable store of one machine: a folder that one process has open at a time. What was acknowledged survives a kill of
 * the process, and a power cut as far as the disk keeps its word.
 */
public final class EmbeddedStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final Pattern NETWORK = Pattern.compile("nfs|cifs|smb|afs|9p|fuse.sshfs|ceph|glusterfs");

    private final FolderLock lock;
    private final GroupCommit writer;
    private final Checkpoints checkpoints;
    private final Readers readers;
    private final ExpiryPurge purge;
    private final EmbeddedTables tables;
    private final EmbeddedWorkQueues workQueues;

    private EmbeddedStore(
            FolderLock lock,
            GroupCommit writer,
            Checkpoints checkpoints,
            Readers readers,
            Feeds feeds,
            RecentItems recent,
            Clock clock) {
        this.lock = lock;
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.readers = readers;
        this.tables = new EmbeddedTables(writer, readers, feeds, recent, clock);
        this.workQueues = new EmbeddedWorkQueues(writer, readers, clock);
        this.purge = new ExpiryPurge(writer, readers, clock);
    }

    /**
     * Opens the store in {@code folder}; makes it, if there is none.
     *
     * @param clock by which items expire and messages become visible
     * @throws StoreException.Refused when another process has it open, when it was written by a newer Spotcluster, or when
     *     the folder cannot be used
     */
    public static EmbeddedStore open(Path folder, Clock clock) {
        createPrivateFolder(folder);
        warnOfNetwork(folder);
        FolderLock lock = FolderLock.acquire(folder);
        try {
            return open(folder.resolve(Schema.FILE), lock, clock);
        } catch (SQLException e) {
            lock.close();
            throw new StoreException.Refused("cannot open the store in %s: %s".formatted(folder, e.getMessage()), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedStore open(Path file, FolderLock lock, Clock clock) throws SQLException {
        Connection connection = Schema.openWriting(file);
        Checkpoints checkpoints = new Checkpoints(file);
        try {
            Feeds feeds = Feeds.load(connection);
            Readers readers = Readers.open(file);
            RecentItems recent = new RecentItems();
            GroupCommit writer = new GroupCommit(connection, feeds, recent, checkpoints, clock);
            EmbeddedStore store = new EmbeddedStore(lock, writer, checkpoints, readers, feeds, recent, clock);
            checkpoints.start();
            store.purge.start();
            return store;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Locks and the write-ahead log are not safe there (https://www.sqlite.org/wal.html). */
    private static void warnOfNetwork(Path folder) {
        try {
            String type = Files.getFileStore(folder).type();
            if (NETWORK.matcher(type).lookingAt()) {
                LOG.warn("{} is on a network file system ({}), where data may be lost: use a local disk", folder, type);
            }
        } catch (IOException e) {
            LOG.debug("on what file system is {}: {}", folder, e.getMessage());
        }
    }

    private static void createPrivateFolder(Path folder) {
        try {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
        } catch (IOException e) {
            throw new StoreException.Refused("cannot make the folder %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Closing them leaves the store open. */
    public EmbeddedTables tables() {
        return tables;
    }

    /** Closing them leaves the store open. */
    public EmbeddedWorkQueues workQueues() {
        return workQueues;
    }

    /** For tests, which do not wait for the background to come round. */
    ExpiryPurge purge() {
        return purge;
    }

    /** For tests of what happens when it fails or falls behind. */
    GroupCommit writer() {
        return writer;
    }

    /** Completes what was asked for, then refuses everything. */
    @Override
    public void close() {
        purge.close();
        tables.close();
        workQueues.close();
        readers.close();
        checkpoints.close();
        writer.close();
        lock.close();
    }
}
