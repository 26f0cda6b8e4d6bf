package io.spotcluster.embedded.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.BlobsContract;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.testkit.HandTurnedClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobsTest extends BlobsContract {
    private final HandTurnedClock clock = new HandTurnedClock();
    private final LoopbackBlobServer server;

    @TempDir
    Path folder = Path.of("");

    FileBlobsTest() throws IOException {
        server = new LoopbackBlobServer();
    }

    @Override
    protected Blobs open() {
        FileBlobs opened = reopen();
        server.serve(opened.requests());
        return opened;
    }

    private FileBlobs reopen() {
        return FileBlobs.open(folder.resolve("blobs"), folder.resolve("blob-secret"), server.rootUrl(), clock);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void blobsAndUrlsOutliveTheProcess() throws Exception {
        blobs.put(key("a"), "text/plain", Bytes.utf8("x"));
        URI url = blobs.signedGet(key("a"), Duration.ofMinutes(1));
        blobs.close();
        try (FileBlobs again = reopen()) {
            server.serve(again.requests());

            assertThat(again.get(key("a"))).contains(Bytes.utf8("x"));
            assertThat(get(url).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void headAnswersAsGetWithoutTheBody() throws Exception {
        blobs.put(key("a"), "text/plain", Bytes.utf8("0123456789"));

        HttpResponse<byte[]> response = send("HEAD", blobs.signedGet(key("a"), Duration.ofMinutes(1)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-type")).contains("text/plain");
    }

    @Test
    void whatTasksMadeCannotActAsTheSiteThatShowsIt() throws Exception {
        blobs.put(key("a.html"), "text/html", Bytes.utf8("<script>"));

        HttpResponse<byte[]> response = get(blobs.signedGet(key("a.html"), Duration.ofMinutes(1)));

        assertThat(response.headers().firstValue("content-security-policy")).contains("sandbox allow-scripts");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void eachRefusalHasItsStatus() {
        BlobRequests requests = reopen().requests();
        URI put = blobs.signedPut(key("a"), "text/plain", Duration.ofMinutes(1));
        URI get = blobs.signedGet(key("a"), Duration.ofMinutes(1));

        assertThat(refusal(requests, "GET", "/blobs/3d/%zz", "", Map.of())).isEqualTo("400 MalformedUrl");
        assertThat(refusal(requests, "GET", "/blobs/3d/%ff", "", Map.of())).isEqualTo("400 MalformedUrl");
        assertThat(refusal(requests, "GET", "/blobs/4d/a", "", Map.of())).isEqualTo("404 NoSuchBlob");
        assertThat(refusal(requests, "GET", "/elsewhere", "", Map.of())).isEqualTo("404 NoSuchBlob");
        assertThat(refusal(requests, "GET", "/blobs/3d/a", "", Map.of())).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refusal(requests, "GET", get.getRawPath(), get.getRawQuery(), Map.of()))
                .isEqualTo("404 NoSuchBlob");
        assertThat(refusal(requests, "GET", put.getRawPath(), put.getRawQuery(), Map.of()))
                .isEqualTo("403 MethodDoesNotMatch");
        assertThat(refusal(requests, "PUT", put.getRawPath(), put.getRawQuery(), Map.of()))
                .isEqualTo("400 ContentTypeDoesNotMatch");
        assertThat(refusal(
                        requests,
                        "PUT",
                        put.getRawPath(),
                        put.getRawQuery(),
                        Map.of("content-type", "text/plain", "content-length", "5368709121")))
                .isEqualTo("413 EntityTooLarge");
        assertThat(refusal(
                        requests,
                        "PUT",
                        put.getRawPath(),
                        put.getRawQuery(),
                        Map.of("content-type", "text/plain", "content-length", "many")))
                .isEqualTo("400 InvalidContentLength");
        assertThat(refusal(
                        requests,
                        "PUT",
                        put.getRawPath(),
                        put.getRawQuery(),
                        Map.of("content-type", "text/plain", "content-encoding", "gzip\u0001")))
                .isEqualTo("400 InvalidContentEncoding");
        clock.advance(Duration.ofMinutes(1));
        assertThat(refusal(requests, "GET", get.getRawPath(), get.getRawQuery(), Map.of()))
                .isEqualTo("403 ExpiredUrl");
    }

    private static String refusal(
            BlobRequests requests, String method, String rawPath, String rawQuery, Map<String, String> headers) {
        BlobReply reply = requests.answer(new BlobRequest(method, rawPath, rawQuery, headers));
        assertThat(reply).isInstanceOf(BlobReply.Refusal.class);
        BlobReply.Refusal refusal = (BlobReply.Refusal) reply;
        assertThat(refusal.body()).contains(refusal.code()).startsWith("{").endsWith("}");
        return refusal.status() + " " + refusal.code();
    }

    @Test
    void aBodyThatDiffersFromItsAnnouncedLengthIsNotStored() throws Exception {
        BlobRequests requests = reopen().requests();
        URI put = blobs.signedPut(key("a"), "text/plain", Duration.ofMinutes(1));
        BlobRequest request = new BlobRequest(
                "PUT",
                put.getRawPath(),
                put.getRawQuery(),
                Map.of("content-type", "text/plain", "content-length", "5"));

        BlobReply reply = requests.answer(request);
        assertThat(reply).isInstanceOf(BlobReply.Accepted.class);
        try (BlobUpload upload = ((BlobReply.Accepted) reply).upload()) {
            assertThat(upload.write(ByteBuffer.wrap(new byte[4]))).isEmpty();
            assertThat(upload.finish())
                    .isEqualTo(new BlobReply.Refusal(
                            400, "IncompleteBody", "The body has not the length that its header announced."));
        }

        assertThat(blobs.head(key("a"))).isEmpty();
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void aBlobThatIsReplacedWhileItIsReadIsReadToItsEnd() throws Exception {
        blobs.put(key("a"), "text/plain", Bytes.utf8("the first"));
        try (FileBlobs files = reopen();
                BlobReading reading = files.open(key("a")).orElseThrow()) {
            blobs.put(key("a"), "text/plain", Bytes.utf8("the second"));
            try (InputStream stream = reading.stream(4, 5)) {
                assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("first");
            }
        }
    }

    @Test
    void unfinishedUploadsAreRemovedAtTheNextOpening() throws Exception {
        blobs.close();
        try (FileBlobs files = reopen()) {
            BlobWriting writing = files.create(key("a"), "text/plain", Optional.empty());
            writing.write(ByteBuffer.wrap(new byte[10]));
            assertThat(unfinished()).hasSize(1);
        }
        try (FileBlobs again = reopen()) {
            assertThat(again.head(key("a"))).isEmpty();
            assertThat(unfinished()).isEmpty();
        }
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("blobs").resolve("unfinished"))) {
            return files.toList();
        }
    }

    @Test
    void blobsAreRemovedWhenTheirClassEnds() {
        try (FileBlobs files = reopen()) {
            for (RetentionClass retention : RetentionClass.values()) {
                files.put(new BlobKey(retention, "a"), "text/plain", Bytes.utf8("x"));
            }
            clock.advance(Duration.ofDays(3));
            assertThat(files.purge()).isZero();
            clock.advance(Duration.ofDays(5));
            assertThat(files.purge()).isEqualTo(2);
            assertThat(files.head(new BlobKey(RetentionClass.DAYS_7, "a"))).isEmpty();
            assertThat(files.head(new BlobKey(RetentionClass.DAYS_14, "a"))).isPresent();
            clock.advance(Duration.ofDays(4000));
            assertThat(files.purge()).isEqualTo(4);
            assertThat(files.head(new BlobKey(RetentionClass.KEEP, "a"))).isPresent();
        }
    }

    @Test
    void theAgeOfACopyBeginsAnew() {
        try (FileBlobs files = reopen()) {
            files.put(key("a"), "text/plain", Bytes.utf8("x"));
            clock.advance(Duration.ofDays(2));
            assertThat(files.copy(key("a"), key("b"))).isTrue();
            clock.advance(Duration.ofDays(2));

            assertThat(files.purge()).isEqualTo(1);
            assertThat(files.head(key("b"))).isPresent();
        }
    }

    @Test
    void theSecretIsForItsOwnerOnlyAndMustBeWhole() throws Exception {
        Path secret = folder.resolve("blob-secret");
        assertThat(Files.readString(secret)).matches("[0-9a-f]{64}\n");
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        Files.writeString(secret, "short");

        assertThatThrownBy(this::reopen)
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("blob-secret")
                .hasMessageContaining("64 hexadecimal digits");
    }
}
