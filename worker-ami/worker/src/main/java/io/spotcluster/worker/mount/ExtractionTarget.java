package io.spotcluster.worker.mount;

import io.spotcluster.worker.queue.Resolution;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that an archive is unpacked into. No entry gets out of it: not by its name ({@code ../x}, {@code /x}), not
 * through a link that an earlier entry made, and no link may point out of it. An entry replaces an earlier one of its name.
 */
final class ExtractionTarget {
    private final Path root;

    /**
     * @param root an existing folder
     */
    ExtractionTarget(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    void directory(String name) throws IOException {
        Path directory = resolve(name);
        if (!directory.equals(root)) {
            makeDirectory(name, directory);
        }
    }

    void file(String name, InputStream content, boolean executable) throws IOException {
        Path file = place(name);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.transferTo(out);
        }
        if (executable) {
            makeExecutable(file);
        }
    }

    void link(String name, String pointsTo) throws IOException {
        Path link = place(name);
        Path parent = parent(link);
        if (!parent.resolve(path(name, pointsTo)).normalize().startsWith(root)
                || path(name, pointsTo).isAbsolute()) {
            throw refuse(name, "is a link that leads out of the archive, to '%s'".formatted(pointsTo));
        }
        Files.createSymbolicLink(link, path(name, pointsTo));
        // The target may itself be reached through links of the archive: look where it really ends up.
        if (Files.exists(link) && !link.toRealPath().startsWith(root)) {
            Files.delete(link);
            throw refuse(name, "is a link that leads out of the archive, to '%s'".formatted(pointsTo));
        }
    }

    void hardLink(String name, String otherName) throws IOException {
        Path other = resolve(otherName);
        if (!Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                || !other.toRealPath().startsWith(root)) {
            throw refuse(name, "is a link to '%s', which is no earlier file of the archive".formatted(otherName));
        }
        Files.createLink(place(name), other);
    }

    /** Where an entry goes: its folder exists, and nothing is in its place. */
    private Path place(String name) throws IOException {
        Path path = resolve(name);
        if (path.equals(root)) {
            throw refuse(name, "names the directory itself");
        }
        makeDirectory(name, parent(path));
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw refuse(name, "is in the place of a directory");
        }
        Files.deleteIfExists(path);
        return path;
    }

    /** Makes a folder step by step, so that a link on the way that leads out is noticed before anything is made there. */
    private void makeDirectory(String name, Path directory) throws IOException {
        Path made = root;
        for (Path step : root.relativize(directory)) {
            made = made.resolve(step);
            try {
                if (!step.toString().isEmpty()) {
                    Files.createDirectory(made);
                }
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(made) || !made.toRealPath().startsWith(root)) {
                    throw refuse(name, "goes through '%s', which is no directory of the archive".formatted(step));
                }
            }
        }
    }

    private Path resolve(String name) throws IOException {
        Path path = root.resolve(path(name, name)).normalize();
        if (path(name, name).isAbsolute() || name.startsWith("/") || !path.startsWith(root)) {
            throw refuse(name, "leads out of the directory");
        }
        return path;
    }

    private static Path path(String name, String text) throws IOException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw refuse(name, "is no path of this operating system");
        }
    }

    private static Path parent(Path path) {
        return Optional.ofNullable(path.getParent()).orElse(path);
    }

    private static void makeExecutable(Path file) throws FileSystemException, IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            view.setPermissions(permissions);
        }
    }

    private static MountFailedException refuse(String name, String why) {
        return new MountFailedException(Resolution.FAILED, "its entry '%s' %s".formatted(name, why));
    }
}
