package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second process out of a folder. The operating system drops the lock when the process ends, however it ends. */
final class FolderLock implements AutoCloseable {
    private static final String FILE = "lock";
    /** Where the holder's process id is written lies beside what is locked, so that others can read it on Windows too. */
    private static final String HOLDER = "lock-holder";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock acquire(Path folder) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(folder, null);
            }
            Files.writeString(
                    folder.resolve(HOLDER),
                    Long.toString(ProcessHandle.current().pid()));
            return new FolderLock(channel);
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            throw inUse(folder, e);
        } catch (StoreException.Refused e) {
            closeQuietly(channel);
            throw e;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StoreException.Refused("cannot lock the folder %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static StoreException.Refused inUse(Path folder, @Nullable Exception cause) {
        String message =
                "the folder %s is in use by another Spotcluster (process %s): stop it, or choose another folder"
                        .formatted(folder, holder(folder));
        return cause == null ? new StoreException.Refused(message) : new StoreException.Refused(message, cause);
    }

    private static String holder(Path folder) {
        try {
            return Files.readString(folder.resolve(HOLDER)).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
