package io.spotcluster.worker.mount;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.worker.files.TaskDirectory;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.payload.Mount;
import io.spotcluster.worker.payload.Mount.Compression;
import io.spotcluster.worker.payload.Mount.Content.ArtifactContent;
import io.spotcluster.worker.payload.Mount.Content.InlineContent;
import io.spotcluster.worker.payload.Mount.Content.UrlContent;
import io.spotcluster.worker.payload.Mount.DirectoryMount;
import io.spotcluster.worker.payload.Mount.FileMount;
import io.spotcluster.worker.queue.ArtifactSource;
import io.spotcluster.worker.queue.QueueClient;
import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.retry.Retries;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Puts mounts in place, one after another, with a line in the log for each. */
public final class Mounter {
    private final QueueClient queue;
    private final Supplier<Credentials> credentials;
    private final Download download;
    private final TaskDirectory directory;
    private final TaskLog log;

    public Mounter(
            QueueClient queue,
            Supplier<Credentials> credentials,
            HttpClient http,
            Retries retries,
            TaskDirectory directory,
            TaskLog log) {
        this.queue = queue;
        this.credentials = credentials;
        this.download = new Download(http, retries);
        this.directory = directory;
        this.log = log;
    }

    /**
     * @throws MountFailedException when it never can be put in place
     * @throws IOException when its bytes could not be fetched in spite of retries
     */
    public void mount(Mount mount) throws IOException, InterruptedException {
        String destination = switch (mount) {
            case FileMount file -> file.file();
            case DirectoryMount folder -> folder.directory();
        };
        Path target = target(destination);
        Path content = Files.createTempFile(directory.own(), "mount-", null);
        try {
            String source = fetch(mount, content);
            place(mount, content, target, source);
            log.info("mount %s: %s".formatted(TaskLog.onOneLine(destination), source));
        } finally {
            Files.deleteIfExists(content);
        }
    }

    private Path target(String destination) throws IOException {
        try {
            Optional<Path> target = directory.prepareForWriting(directory.resolve(destination));
            if (target.isPresent()) {
                return target.get();
            }
        } catch (InvalidPathException e) {
            // As impossible as one outside.
        }
        throw new MountFailedException(
                Resolution.MALFORMED_PAYLOAD,
                "cannot mount at '%s': it must be a path in the task's directory".formatted(destination));
    }

    /** Gets the bytes, and describes where they came from. */
    private String fetch(Mount mount, Path file) throws IOException, InterruptedException {
        return switch (mount.content()) {
            case InlineContent inline -> {
                Files.write(file, inline.bytes().toArray());
                yield "%,d bytes, %s".formatted(inline.bytes().length(), inline.kind());
            }
            case UrlContent content -> {
                String what = "%s://%s%s"
                        .formatted(
                                content.url().getScheme(),
                                content.url().getRawAuthority(),
                                content.url().getRawPath());
                yield check(what, content.sha256(), download.fetch(what, content::url, file, log::warn));
            }
            case ArtifactContent content -> {
                String what = "%s of task %s".formatted(content.artifact(), content.taskId());
                yield check(what, content.sha256(), download.fetch(what, () -> locate(content, what), file, log::warn));
            }
        };
    }

    private URI locate(ArtifactContent content, String what) throws IOException, InterruptedException {
        try {
            ArtifactSource source = queue.latestArtifact(content.taskId(), content.artifact(), credentials.get());
            return switch (source) {
                case ArtifactSource.At at -> at.url();
                case ArtifactSource.Absent absent ->
                    throw new MountFailedException(
                            Resolution.FAILED,
                            "%s is not there: %s, %s".formatted(what, absent.reason(), absent.message()));
            };
        } catch (ApiException e) {
            if (!e.mayPass()) {
                throw new MountFailedException(
                        Resolution.FAILED, "%s cannot be fetched: %s".formatted(what, e.getMessage()));
            }
            throw e;
        }
    }

    private static String check(String what, Optional<String> required, Download.Fetched fetched)
            throws MountFailedException {
        if (required.isPresent() && !required.get().equals(fetched.sha256())) {
            throw new MountFailedException(
                    Resolution.FAILED,
                    "%s has the SHA-256 %s, but the payload requires %s"
                            .formatted(what, fetched.sha256(), required.get()));
        }
        return String.format(
                Locale.ROOT,
                "%,d bytes from %s, SHA-256 %s %s",
                fetched.bytes(),
                what,
                fetched.sha256(),
                required.isPresent() ? "as required" : "(not checked: the payload requires none)");
    }

    private static void place(Mount mount, Path content, Path target, String source) throws IOException {
        switch (mount) {
            case FileMount file -> {
                if (Files.isDirectory(target)) {
                    throw new MountFailedException(
                            Resolution.FAILED,
                            "cannot mount a file at '%s': a directory is there".formatted(file.file()));
                }
                try (InputStream bytes = unpack(content, file.format())) {
                    Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw broken(source, e);
                }
            }
            case DirectoryMount folder -> {
                Files.createDirectories(target);
                try {
                    Archive.extract(content, folder.format(), new ExtractionTarget(target));
                } catch (IOException e) {
                    throw broken(source, e);
                }
            }
        }
    }

    private static InputStream unpack(Path content, Optional<Compression> format) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(content));
        return format.isEmpty()
                ? bytes
                : switch (format.get()) {
                    case GZ -> new GZIPInputStream(bytes);
                    case BZ2 -> new BZip2CompressorInputStream(bytes, true);
                };
    }

    private static MountFailedException broken(String source, IOException failure) {
        return new MountFailedException(
                Resolution.FAILED, "cannot unpack %s: %s".formatted(source, Retries.describe(failure)));
    }
}
