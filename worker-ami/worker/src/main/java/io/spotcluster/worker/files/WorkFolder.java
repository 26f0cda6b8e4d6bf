package io.spotcluster.worker.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;

/**
 * The folder that the configuration names {@code workDir}. One worker at a time holds it:
 *
 * <pre>
 * lock           held while a worker runs
 * claim-nonce    while a request for work is not answered
 * tasks/         a folder per run
 * </pre>
 */
public final class WorkFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;

    private WorkFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder, which is made if need be.
     *
     * @throws IOException also when another worker holds it
     */
    public static WorkFolder take(Path root) throws IOException {
        Files.createDirectories(root.resolve("tasks"));
        FileChannel lockFile =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = lockFile.tryLock();
            taken = lock != null;
        } catch (OverlappingFileLockException e) {
            // Another worker in this very process: not taken, as with any other process.
        }
        if (!taken) {
            lockFile.close();
            throw new IOException("another worker is using the folder " + root);
        }
        return new WorkFolder(root.toRealPath(), lockFile);
    }

    public Path root() {
        return root;
    }

    /** The folder of all tasks' folders. */
    public Path tasks() {
        return root.resolve("tasks");
    }

    /** Bytes that this user may still write. */
    public long freeSpace() {
        // Not by the file store, which looks for its mount point, and finds none below a changed root folder.
        return root.toFile().getUsableSpace();
    }

    /** Makes the folder of a run, in place of any that an earlier worker left. */
    public TaskDirectory taskDirectory(String taskId, int runId) throws IOException {
        Path directory = tasks().resolve(taskId + "." + runId);
        FileTree.delete(directory);
        return TaskDirectory.create(directory);
    }

    /**
     * Deletes what earlier workers left behind.
     *
     * @param failed takes each folder that could not be deleted, with the reason
     * @return how many were deleted
     */
    public int deleteLeftovers(BiConsumer<Path, IOException> failed) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks())) {
            for (Path directory : directories) {
                try {
                    FileTree.delete(directory);
                    deleted++;
                } catch (IOException e) {
                    failed.accept(directory, e);
                }
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return deleted;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
