package io.spotcluster.worker.artifact;

import io.spotcluster.worker.artifact.FoundArtifact.Absent;
import io.spotcluster.worker.artifact.FoundArtifact.Present;
import io.spotcluster.worker.files.TaskDirectory;
import io.spotcluster.worker.payload.ArtifactDeclaration;
import io.spotcluster.worker.payload.ArtifactDeclaration.Kind;
import io.spotcluster.worker.queue.NewArtifact.MissingReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a payload's artifacts, when no process of the task runs any more. Nothing outside of the task's folder
 * is ever uploaded: neither by a path, nor through a link.
 */
public final class ArtifactFinder {
    private final TaskDirectory directory;
    private final Instant taskExpires;

    public ArtifactFinder(TaskDirectory directory, Instant taskExpires) {
        this.directory = directory;
        this.taskExpires = taskExpires;
    }

    /** In the order of the payload, a directory's files by name. */
    public List<FoundArtifact> find(List<ArtifactDeclaration> declarations) {
        return declarations.stream().flatMap(this::find).toList();
    }

    private Stream<FoundArtifact> find(ArtifactDeclaration declaration) {
        Search search = new Search(declaration);
        Path path;
        try {
            path = directory.resolve(declaration.path());
        } catch (InvalidPathException e) {
            return Stream.of(search.absent(
                    declaration.name(),
                    MissingReason.INVALID_RESOURCE,
                    "'%s' is no path of this operating system".formatted(declaration.path())));
        }
        return declaration.kind() == Kind.FILE
                ? Stream.of(search.file(declaration.name(), path))
                : search.directory(path).stream();
    }

    /** The search for one declaration. */
    private final class Search {
        private final ArtifactDeclaration declaration;

        Search(ArtifactDeclaration declaration) {
            this.declaration = declaration;
        }

        FoundArtifact file(String name, Path path) {
            Optional<FoundArtifact> outside = refuseOutside(name, path);
            if (outside.isPresent()) {
                return outside.get();
            }
            try {
                Optional<Path> real = directory.realPath(path);
                if (real.isEmpty()) {
                    return absent(name, MissingReason.INVALID_RESOURCE, leadsOut(path));
                }
                if (Files.isDirectory(real.get())) {
                    return absent(
                            name,
                            MissingReason.INVALID_RESOURCE,
                            "'%s' is a directory, not a file".formatted(shown(path)));
                }
                if (!Files.isRegularFile(real.get())) {
                    return absent(
                            name, MissingReason.INVALID_RESOURCE, "'%s' is no regular file".formatted(shown(path)));
                }
                if (!Files.isReadable(real.get())) {
                    return absent(
                            name,
                            MissingReason.NOT_READABLE,
                            "'%s' may not be read by the worker".formatted(shown(path)));
                }
                return present(name, path, real.get());
            } catch (IOException e) {
                return unreachable(name, path, "file", e);
            }
        }

        List<FoundArtifact> directory(Path path) {
            String prefix = prefix(declaration.name());
            String name = prefix.isEmpty() ? "." : prefix;
            Optional<FoundArtifact> outside = refuseOutside(name, path);
            if (outside.isPresent()) {
                return List.of(outside.get());
            }
            try {
                Optional<Path> real = directory.realPath(path);
                if (real.isEmpty()) {
                    return List.of(absent(name, MissingReason.INVALID_RESOURCE, leadsOut(path)));
                }
                if (!Files.isDirectory(real.get())) {
                    return List.of(absent(
                            name,
                            MissingReason.INVALID_RESOURCE,
                            "'%s' is a file, not a directory".formatted(shown(path))));
                }
                return below(prefix, real.get());
            } catch (IOException e) {
                return List.of(unreachable(name, path, "directory", e));
            }
        }

        private List<FoundArtifact> below(String prefix, Path root) throws IOException {
            List<FoundArtifact> found = new ArrayList<>();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(file(name(file), file));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    MissingReason reason = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                            ? MissingReason.NOT_READABLE
                            : MissingReason.INVALID_RESOURCE;
                    found.add(absent(
                            name(file), reason, "'%s' could not be looked at: %s".formatted(shown(file), failure)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
                    if (failure != null) {
                        found.add(absent(
                                name(visited),
                                MissingReason.NOT_READABLE,
                                "'%s' could not be listed: %s".formatted(shown(visited), failure)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                private String name(Path file) {
                    String below = root.relativize(file).toString().replace(File.separatorChar, '/');
                    return prefix.isEmpty() || prefix.endsWith("/") ? prefix + below : prefix + "/" + below;
                }
            });
            found.sort(Comparator.comparing(FoundArtifact::name));
            return found;
        }

        private Optional<FoundArtifact> refuseOutside(String name, Path path) {
            return directory.holds(path)
                    ? Optional.empty()
                    : Optional.of(absent(
                            name,
                            MissingReason.INVALID_RESOURCE,
                            "'%s' lies outside of the task's directory".formatted(declaration.path())));
        }

        private FoundArtifact unreachable(String name, Path path, String what, IOException failure) {
            return failure instanceof NoSuchFileException
                    ? absent(
                            name,
                            MissingReason.FILE_MISSING,
                            "there is no %s '%s' on the worker".formatted(what, shown(path)))
                    : absent(
                            name,
                            MissingReason.INVALID_RESOURCE,
                            "'%s' could not be looked at: %s".formatted(shown(path), failure));
        }

        private FoundArtifact present(String name, Path path, Path real) {
            String fileName = String.valueOf(path.getFileName());
            return new Present(
                    name,
                    expires(),
                    declaration.optional(),
                    real,
                    declaration.contentType().orElseGet(() -> ContentTypes.of(fileName)),
                    declaration.contentEncoding().orElseGet(() -> ContentTypes.encodingOf(fileName)));
        }

        FoundArtifact absent(String name, MissingReason reason, String message) {
            return new Absent(name, expires(), declaration.optional(), reason, message);
        }

        private Instant expires() {
            return declaration.expires().orElse(taskExpires);
        }

        private String leadsOut(Path path) {
            return "'%s' is a link that leads out of the task's directory".formatted(shown(path));
        }

        private String shown(Path path) {
            return path.startsWith(directory.work())
                    ? directory.work().relativize(path).toString()
                    : path.toString();
        }
    }

    /** A directory's name without empty parts and without {@code .}, so that {@code ./} names what lies directly in it. */
    private static String prefix(String name) {
        String parts = Arrays.stream(name.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/"));
        return name.startsWith("/") ? "/" + parts : parts;
    }
}
