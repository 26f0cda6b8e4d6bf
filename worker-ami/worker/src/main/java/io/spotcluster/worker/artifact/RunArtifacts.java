package io.spotcluster.worker.artifact;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import io.spotcluster.worker.queue.NewArtifact;
import io.spotcluster.worker.queue.QueueClient;
import io.spotcluster.worker.queue.RunKey;
import io.spotcluster.worker.queue.UploadAddress;
import io.spotcluster.worker.retry.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Creates the artifacts of one run, patiently: each retry is a notice. Safe for many threads. */
public final class RunArtifacts {
    private static final int BUFFER = 64 * 1024;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(60);
    private static final long SLOWEST_BYTES_A_SECOND = 50_000;

    private final QueueClient queue;
    private final RunKey run;
    private final Supplier<Credentials> credentials;
    private final HttpClient http;
    private final Retries retries;
    private final Path copies;

    /**
     * @param credentials those of the lease that holds now
     * @param http for the uploads
     * @param copies folder for compressed copies
     */
    public RunArtifacts(
            QueueClient queue,
            RunKey run,
            Supplier<Credentials> credentials,
            HttpClient http,
            Retries retries,
            Path copies) {
        this.queue = queue;
        this.run = run;
        this.credentials = credentials;
        this.http = http;
        this.retries = retries;
        this.copies = copies;
    }

    /** Creates an artifact that has no bytes: a reference, a link, or an excuse. */
    public void create(String name, NewArtifact artifact, Consumer<String> notices)
            throws IOException, InterruptedException {
        retries.call("creating " + name, notices, () -> queue.createArtifact(run, name, artifact, credentials.get()));
    }

    /**
     * Uploads a file.
     *
     * @return the bytes that went over the wire
     */
    public long upload(
            String name,
            Instant expires,
            String contentType,
            Path file,
            ContentEncoding encoding,
            Consumer<String> notices)
            throws IOException, InterruptedException {
        NewArtifact artifact = new NewArtifact.Stored(expires, contentType, Files.size(file));
        return switch (encoding) {
            case IDENTITY -> send(name, artifact, file, encoding, notices);
            case GZIP -> {
                Path copy = Files.createTempFile(copies, "gzip-", null);
                try {
                    compress(file, copy);
                    yield send(name, artifact, copy, encoding, notices);
                } finally {
                    Files.deleteIfExists(copy);
                }
            }
        };
    }

    private static void compress(Path file, Path copy) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(copy), BUFFER)) {
            in.transferTo(out);
        }
    }

    /** Each attempt creates the artifact again, which is harmless and gives a fresh address. */
    private long send(String name, NewArtifact artifact, Path body, ContentEncoding encoding, Consumer<String> notices)
            throws IOException, InterruptedException {
        long length = Files.size(body);
        return retries.call("upload of " + name, notices, () -> {
            Optional<UploadAddress> address = queue.createArtifact(run, name, artifact, credentials.get());
            put(address.orElseThrow(), body, length, encoding);
            return length;
        });
    }

    private void put(UploadAddress address, Path body, long length, ContentEncoding encoding)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.url())
                .timeout(LEAST_PATIENCE.plusSeconds(length / SLOWEST_BYTES_A_SECOND))
                .header("Content-Type", address.contentType())
                .PUT(HttpRequest.BodyPublishers.ofFile(body));
        switch (encoding) {
            case GZIP -> request.header("Content-Encoding", "gzip");
            case IDENTITY -> {}
        }
        HttpResponse<Void> response = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new UploadRefusedException(response.statusCode());
        }
    }
}
