package io.spotcluster.worker.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of one run:
 *
 * <pre>
 * work/     the task's working directory
 * tmp/      its TMPDIR
 * worker/   the worker's own: the log, downloads, compressed copies
 * </pre>
 */
public record TaskDirectory(Path root) {
    static TaskDirectory create(Path root) throws IOException {
        TaskDirectory directory = new TaskDirectory(root);
        Files.createDirectory(root);
        Files.createDirectory(directory.work());
        Files.createDirectory(directory.temporary());
        Files.createDirectory(directory.own());
        return directory;
    }

    public Path work() {
        return root.resolve("work");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    public Path own() {
        return root.resolve("worker");
    }

    /** A path as a payload names it: relative to the working directory, unless absolute. */
    public Path resolve(String path) {
        return work().resolve(path).normalize();
    }

    /** Whether a path lies in the task's part of the folder, going by its name alone. */
    public boolean holds(Path path) {
        return path.startsWith(work()) || path.startsWith(temporary());
    }

    /**
     * Where an existing file or folder really is, with all links followed; empty, if that is not in the task's part of the
     * folder.
     *
     * @throws java.nio.file.NoSuchFileException if there is nothing
     */
    public Optional<Path> realPath(Path path) throws IOException {
        Path real = path.toRealPath();
        boolean inside = real.startsWith(work().toRealPath())
                || real.startsWith(temporary().toRealPath());
        return inside ? Optional.of(real) : Optional.empty();
    }

    /**
     * Makes the folders on the way to a file, and tells where it goes. A link that leads out of the task's part of the
     * folder ends the way.
     *
     * @return empty, if the path leads out
     */
    public Optional<Path> prepareForWriting(Path path) throws IOException {
        if (!holds(path)) {
            return Optional.empty();
        }
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = parent(existing);
        }
        boolean danglingLink = !Files.exists(existing);
        if (danglingLink || realPath(existing).isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(parent(path));
        return Optional.of(path);
    }

    private static Path parent(Path path) {
        return Optional.ofNullable(path.getParent()).orElse(path);
    }
}
