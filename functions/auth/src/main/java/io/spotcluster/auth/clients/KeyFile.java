package io.spotcluster.auth.clients;

import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a deployment on one machine: a file that only its owner reads, with one key a line in base64. The first one
 * encrypts, all of them decrypt. A key behind which {@code unused} stands can be taken out.
 */
public final class KeyFile {
    static final int KEY_BYTES = 32;
    private static final String UNUSED = " unused";

    private final Path file;

    private KeyFile(Path file) {
        this.file = file;
    }

    private record Line(Bytes key, boolean unused) {
        String text() {
            return Base64.getEncoder().encodeToString(key.unsafeArray()) + (unused ? UNUSED : "");
        }
    }

    /** With a key in it, which is made if there is no file. */
    public static KeyFile open(Path path) {
        KeyFile file = new KeyFile(path);
        try {
            if (!Files.exists(path)) {
                file.create();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be made".formatted(path), e);
        }
        return file;
    }

    /**
     * Newest first; at least one.
     *
     * @throws UncheckedIOException when the file cannot be read
     * @throws KeyException when it holds something else
     */
    public List<Bytes> keys() {
        return lines().stream().map(Line::key).toList();
    }

    /** Adds a key that encrypts from now on, wherever the file is read again. */
    public void addNewest() {
        List<Line> lines = new ArrayList<>(lines());
        lines.addFirst(new Line(random(), false));
        replace(lines);
    }

    /** Puts a mark behind every key but the newest: nothing is encrypted with them any more. */
    void markUnusedBut(Bytes newest) {
        List<Line> lines = lines();
        List<Line> marked = lines.stream()
                .map(line -> new Line(line.key(), !line.key().equals(newest)))
                .toList();
        // A key that was added meanwhile is in use soon.
        if (lines.getFirst().key().equals(newest) && !marked.equals(lines)) {
            replace(marked);
        }
    }

    /** Takes out the keys that are marked as unused; how many of the older ones stay, since they may be needed. */
    public Retired retireUnused() {
        List<Line> lines = lines();
        List<Line> kept = lines.stream().filter(line -> !line.unused()).toList();
        if (kept.size() < lines.size()) {
            replace(kept);
        }
        return new Retired(lines.size() - kept.size(), kept.size() - 1);
    }

    /** @param stillNeeded older keys with which something may be encrypted */
    public record Retired(int takenOut, int stillNeeded) {}

    private List<Line> lines() {
        try {
            List<Line> lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(this::line)
                    .toList();
            if (lines.isEmpty() || lines.getFirst().unused()) {
                throw new KeyException("the key file %s has no key in use in its first line".formatted(file));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be read".formatted(file), e);
        }
    }

    private Line line(String text) {
        boolean unused = text.endsWith(UNUSED);
        String encoded = unused ? text.substring(0, text.length() - UNUSED.length()) : text;
        try {
            Bytes key = Bytes.wrap(Base64.getDecoder().decode(encoded));
            if (key.length() == KEY_BYTES) {
                return new Line(key, unused);
            }
        } catch (IllegalArgumentException _) {
            // Said below, without the key.
        }
        throw new KeyException("a line of the key file %s does not hold %d bytes in base64".formatted(file, KEY_BYTES));
    }

    private void create() throws IOException {
        // Written beside and linked into place: a process that dies in between leaves no half of a key, and of two that
        // start at once the first one's key stands.
        Path draft = draft(List.of(new Line(random(), false)));
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Then that one is the key.
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
        makeDurable();
    }

    private void replace(List<Line> lines) {
        try {
            Path draft = draft(lines);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be replaced".formatted(file), e);
        }
        makeDurable();
    }

    /**
     * Returns when the file would be found as it is after a loss of power. What is encrypted with a key must not outlive it.
     *
     * @throws UncheckedIOException when that cannot be had
     */
    void makeDurable() {
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file %s cannot be made durable".formatted(file), e);
        }
        try (FileChannel name = FileChannel.open(folder(), StandardOpenOption.READ)) {
            name.force(true);
        } catch (IOException _) {
            // Where folders cannot be opened (Windows) names are durable with their file.
        }
    }

    private Path folder() {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    }

    private Path draft(List<Line> lines) throws IOException {
        Files.createDirectories(folder());
        Path draft = Files.createTempFile(folder(), "key", ".draft", ownerOnly());
        List<String> texts = lines.stream().map(Line::text).toList();
        Files.writeString(draft, String.join("\n", texts) + "\n", StandardOpenOption.DSYNC);
        return draft;
    }

    private static Bytes random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Bytes.wrap(key);
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
