package io.spotcluster.worker.mount;

import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.retry.Attempt;
import io.spotcluster.worker.retry.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Fetches a file by GET, again from the start when the connection breaks. */
final class Download {
    private static final Duration FIRST_BYTE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final Retries retries;

    Download(HttpClient http, Retries retries) {
        this.http = http;
        this.retries = retries;
    }

    /**
     * What came.
     *
     * @param sha256 of the bytes as they were before any {@code Content-Encoding}, in hexadecimal
     */
    record Fetched(long bytes, String sha256) {}

    /**
     * @param what is fetched, for notices
     * @param location asked before each attempt, since signed addresses expire
     */
    Fetched fetch(String what, Attempt<URI> location, Path file, Consumer<String> notices)
            throws IOException, InterruptedException {
        return retries.call("download of " + what, notices, () -> fetch(location.run(), file));
    }

    private Fetched fetch(URI location, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(location)
                .timeout(FIRST_BYTE)
                .header("Accept-Encoding", "gzip, identity")
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(response.statusCode());
            }
            String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
            return switch (encoding) {
                case "gzip" -> save(new GZIPInputStream(body), file);
                case "identity", "" -> save(body, file);
                default ->
                    throw new MountFailedException(
                            Resolution.FAILED, "it came in the unknown content encoding '" + encoding + "'");
            };
        }
    }

    private static IOException refusal(int status) {
        boolean passes = status >= 500 || status == 403 || status == 408 || status == 429;
        return passes
                ? new IOException("HTTP " + status)
                : new MountFailedException(Resolution.FAILED, "the server answered HTTP " + status);
    }

    private static Fetched save(InputStream body, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            long bytes = body.transferTo(out);
            return new Fetched(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
