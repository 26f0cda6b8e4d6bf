package io.spotcluster.ports.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every adapter of {@link Blobs} promises; its signed URLs are followed over HTTP. */
public abstract class BlobsContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpClient client = HttpClient.newHttpClient();
    protected Blobs blobs;

    /** An empty store, whose signed URLs are answered by a server on this machine. */
    protected abstract Blobs open() throws Exception;

    /** Lets time pass for signer and server: turns their clock, or sleeps where there is none to turn. */
    protected abstract void pass(Duration time) throws Exception;

    @BeforeEach
    void openBlobs() throws Exception {
        blobs = open();
    }

    @AfterEach
    void closeBlobs() {
        blobs.close();
        client.close();
    }

    // The platform's own small blobs

    @Test
    void whatWasPutIsReadBack() {
        BlobKey key = key("definition");
        Bytes content = random(10_000);

        blobs.put(key, "application/octet-stream", content);

        assertThat(blobs.get(key)).contains(content);
        assertThat(blobs.head(key)).contains(new BlobMetadata(10_000, "application/octet-stream", Optional.empty()));
    }

    @Test
    void aPutReplacesTheBlob() {
        blobs.put(key("a"), TEXT, Bytes.utf8("first and longer"));
        blobs.put(key("a"), "application/json", Bytes.utf8("second"));

        assertThat(blobs.get(key("a"))).contains(Bytes.utf8("second"));
        assertThat(blobs.head(key("a"))).contains(new BlobMetadata(6, "application/json", Optional.empty()));
    }

    @Test
    void anEmptyBlobIsABlob() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.EMPTY);

        assertThat(blobs.get(key("a"))).contains(Bytes.EMPTY);
        HttpResponse<byte[]> response = get(blobs.signedGet(key("a"), MINUTE));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void whatWasNeverPutOrIsDeletedIsNotThere() throws Exception {
        blobs.put(key("deleted"), TEXT, Bytes.utf8("x"));
        blobs.delete(key("deleted"));

        for (BlobKey key : List.of(key("never"), key("deleted"))) {
            assertThat(blobs.get(key)).isEmpty();
            assertThat(blobs.head(key)).isEmpty();
            assertThat(get(blobs.signedGet(key, MINUTE)).statusCode()).isEqualTo(404);
            blobs.delete(key);
        }
    }

    @Test
    void aCopyIsABlobOfItsOwn() throws Exception {
        BlobKey original = key("log");
        BlobKey copy = new BlobKey(RetentionClass.YEAR_1, "log");
        HttpRequest upload = HttpRequest.newBuilder(blobs.signedPut(original, TEXT, MINUTE))
                .PUT(BodyPublishers.ofByteArray(random(300_000).toArray()))
                .header("Content-Type", TEXT)
                .header("Content-Encoding", "gzip")
                .build();
        assertThat(client.send(upload, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        blobs.put(copy, "text/html", Bytes.utf8("stood there before"));

        assertThat(blobs.copy(original, copy)).isTrue();
        blobs.delete(original);

        assertThat(blobs.get(copy)).contains(random(300_000));
        assertThat(blobs.head(copy)).contains(new BlobMetadata(300_000, TEXT, Optional.of("gzip")));
        assertThat(blobs.copy(original, copy)).isFalse();
        assertThat(blobs.get(copy)).contains(random(300_000));
    }

    @Test
    void theSameNameInAnotherClassIsAnotherBlob() {
        blobs.put(new BlobKey(RetentionClass.DAYS_3, "a"), TEXT, Bytes.utf8("three days"));
        blobs.put(new BlobKey(RetentionClass.KEEP, "a"), TEXT, Bytes.utf8("kept"));

        assertThat(blobs.get(new BlobKey(RetentionClass.DAYS_3, "a"))).contains(Bytes.utf8("three days"));
        assertThat(blobs.get(new BlobKey(RetentionClass.KEEP, "a"))).contains(Bytes.utf8("kept"));
        assertThat(blobs.get(new BlobKey(RetentionClass.DAYS_7, "a"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "public/logs/live.log",
                "public/ü/中/😀.txt",
                "..",
                ".",
                "../up",
                "a/../b",
                "a/./b",
                "a//b",
                "/begins",
                "ends/",
                "100%",
                "%2F",
                "a?b&c=d#e",
                "a+b",
                "a;b,c:d@e=f$g!h*i'j(k)l~m",
                "a\\b",
                "back`tick\"<>{}|^[]",
                "line\nbreak"
            })
    void anyTextIsAName(String path) throws Exception {
        blobs.put(key("other"), TEXT, Bytes.utf8("other"));

        assertThat(put(blobs.signedPut(key(path), TEXT, MINUTE), TEXT, Bytes.utf8(path)))
                .isEqualTo(200);

        assertThat(get(blobs.signedGet(key(path), MINUTE)).body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(path);
        assertThat(blobs.get(key(path))).contains(Bytes.utf8(path));
        assertThat(blobs.get(key("other"))).contains(Bytes.utf8("other"));
        blobs.delete(key(path));
        assertThat(blobs.head(key(path))).isEmpty();
    }

    @Test
    void namesAreComparedExactly() {
        List<String> names = List.of("a", "A", "a ", "a/", "/a", "./a", "\u00e9", "e\u0301", "%61");
        for (String name : names) {
            blobs.put(key(name), TEXT, Bytes.utf8("blob " + name));
        }

        for (String name : names) {
            assertThat(blobs.get(key(name))).contains(Bytes.utf8("blob " + name));
        }
    }

    @Test
    void theLongestNameIsAcceptedAndLongerOnesAreRefused() throws Exception {
        BlobKey longest = key("é".repeat(450));

        assertThat(put(blobs.signedPut(longest, TEXT, MINUTE), TEXT, Bytes.utf8("x")))
                .isEqualTo(200);

        assertThat(blobs.get(longest)).contains(Bytes.utf8("x"));
        for (BlobKey key : List.of(key("é".repeat(450) + "x"), key(""))) {
            assertRefused(() -> blobs.put(key, TEXT, Bytes.EMPTY));
            assertRefused(() -> blobs.get(key));
            assertRefused(() -> blobs.head(key));
            assertRefused(() -> blobs.delete(key));
            assertRefused(() -> blobs.signedGet(key, MINUTE));
            assertRefused(() -> blobs.signedPut(key, TEXT, MINUTE));
        }
    }

    // Signed URLs

    @Test
    void whatIsUploadedUnderASignedUrlIsDownloadedUnderAnother() throws Exception {
        BlobKey key = key("public/large");
        Bytes content = random(6_000_000);

        assertThat(put(blobs.signedPut(key, "application/x-tar", MINUTE), "application/x-tar", content))
                .isEqualTo(200);

        HttpResponse<byte[]> response = get(blobs.signedGet(key, MINUTE));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(content.toArray());
        assertThat(response.headers().firstValue("content-type")).contains("application/x-tar");
        assertThat(response.headers().firstValue("content-length")).contains("6000000");
        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(blobs.head(key)).contains(new BlobMetadata(6_000_000, "application/x-tar", Optional.empty()));
    }

    @Test
    void anUploadReplacesTheBlob() throws Exception {
        put(blobs.signedPut(key("a"), TEXT, MINUTE), TEXT, Bytes.utf8("first and longer"));
        put(blobs.signedPut(key("a"), "text/html", MINUTE), "text/html", Bytes.utf8("second"));

        assertThat(get(blobs.signedGet(key("a"), MINUTE)).body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("second");
        assertThat(blobs.head(key("a"))).contains(new BlobMetadata(6, "text/html", Optional.empty()));
    }

    @Test
    void theContentEncodingIsGivenBackAndTheBytesAreAsTheyWere() throws Exception {
        Bytes zipped = random(1000);
        HttpRequest upload = HttpRequest.newBuilder(blobs.signedPut(key("log"), TEXT, MINUTE))
                .PUT(BodyPublishers.ofByteArray(zipped.toArray()))
                .header("Content-Type", TEXT)
                .header("Content-Encoding", "gzip")
                .build();
        assertThat(client.send(upload, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

        HttpResponse<byte[]> response = get(blobs.signedGet(key("log"), MINUTE));

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(response.body()).isEqualTo(zipped.toArray());
        assertThat(blobs.head(key("log"))).contains(new BlobMetadata(1000, TEXT, Optional.of("gzip")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain", "TEXT/PLAIN; CHARSET=UTF-8 ", ""})
    void anotherContentTypeThanWasSignedIsRefused(String contentType) throws Exception {
        int status = put(blobs.signedPut(key("a"), TEXT, MINUTE), contentType, Bytes.utf8("x"));

        assertThat(status).isIn(400, 403);
        assertThat(blobs.head(key("a"))).isEmpty();
    }

    @Test
    void aUrlIsGoodForItsMethodOnly() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("kept"));
        URI get = blobs.signedGet(key("a"), MINUTE);
        URI put = blobs.signedPut(key("a"), TEXT, MINUTE);

        assertThat(put(get, TEXT, Bytes.utf8("forged"))).isEqualTo(403);
        assertThat(send("DELETE", get).statusCode()).isEqualTo(403);
        assertThat(send("DELETE", put).statusCode()).isEqualTo(403);
        assertThat(send("POST", put).statusCode()).isEqualTo(403);
        assertThat(get(put).statusCode()).isEqualTo(403);
        assertThat(blobs.get(key("a"))).contains(Bytes.utf8("kept"));
    }

    @Test
    void aUrlIsGoodUntilItExpires() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("x"));
        URI get = blobs.signedGet(key("a"), Duration.ofSeconds(4));
        URI put = blobs.signedPut(key("b"), TEXT, Duration.ofSeconds(4));
        pass(Duration.ofSeconds(1));
        assertThat(get(get).statusCode()).isEqualTo(200);
        assertThat(put(put, TEXT, Bytes.utf8("in time"))).isEqualTo(200);

        pass(Duration.ofSeconds(4));

        assertThat(get(get).statusCode()).isEqualTo(403);
        assertThat(put(put, TEXT, Bytes.utf8("too late"))).isEqualTo(403);
        assertThat(blobs.get(key("b"))).contains(Bytes.utf8("in time"));
    }

    @Test
    void aUrlIsGoodForItsBlobOnly() throws Exception {
        blobs.put(key("target"), TEXT, Bytes.utf8("secret"));
        blobs.put(key("mine"), TEXT, Bytes.utf8("mine"));
        URI get = blobs.signedGet(key("mine"), MINUTE);
        URI put = blobs.signedPut(key("mine"), TEXT, MINUTE);

        assertThat(get(replace(get, "/mine", "/target")).statusCode()).isEqualTo(403);
        assertThat(get(replace(get, "/mine", "/../3d/target")).statusCode()).isIn(400, 403, 404);
        assertThat(get(replace(get, "/mine", "/mine%2F..%2Ftarget")).statusCode())
                .isIn(400, 403, 404);
        assertThat(put(replace(put, "/mine", "/target"), TEXT, Bytes.utf8("forged")))
                .isEqualTo(403);
        assertThat(blobs.get(key("target"))).contains(Bytes.utf8("secret"));
    }

    @Test
    void aUrlThatWasChangedIsRefused() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("x"));
        String get = blobs.signedGet(key("a"), MINUTE).toString();
        int query = get.indexOf('?');

        for (int i = query + 1; i < get.length(); i++) {
            char original = get.charAt(i);
            // The last digit of a base64 signature has bits that mean nothing; leave the delimiters, too.
            if (Character.isLetterOrDigit(original) && i < get.length() - 1) {
                char other = original == '7' ? '8' : '7';
                URI changed = URI.create(get.substring(0, i) + other + get.substring(i + 1));
                assertThat(get(changed).statusCode()).as("%s", changed).isIn(400, 403);
            }
        }
        for (String changed : List.of(get.substring(0, query), get.substring(0, query + 1), get + "x", get + "%")) {
            assertThat(rawStatus("GET", changed)).as("%s", changed).isIn(400, 403);
        }
    }

    @Test
    void nobodyPutsWithoutASignedUrl() throws Exception {
        String put = blobs.signedPut(key("a"), TEXT, MINUTE).toString();

        assertThat(put(URI.create(put.substring(0, put.indexOf('?'))), TEXT, Bytes.utf8("x")))
                .isIn(400, 403);
        assertThat(blobs.head(key("a"))).isEmpty();
    }

    @Test
    void aValidityOutOfRangeIsRefused() {
        for (Duration valid : List.of(
                Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(7).plusSeconds(1))) {
            assertRefused(() -> blobs.signedGet(key("a"), valid));
            assertRefused(() -> blobs.signedPut(key("a"), TEXT, valid));
        }
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() {
        for (String contentType : List.of("", " ", "text/plain\r\nX: y", "té/xt")) {
            assertRefused(() -> blobs.signedPut(key("a"), contentType, MINUTE));
        }
    }

    // Parts

    @Test
    void aRangeIsAPartOfTheBlob() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("0123456789"));

        assertRange("bytes=2-5", 206, "2345", "bytes 2-5/10");
        assertRange("bytes=0-0", 206, "0", "bytes 0-0/10");
        assertRange("bytes=7-", 206, "789", "bytes 7-9/10");
        assertRange("bytes=7-99", 206, "789", "bytes 7-9/10");
        assertRange("bytes=-3", 206, "789", "bytes 7-9/10");
        assertRange("bytes=-99", 206, "0123456789", "bytes 0-9/10");
    }

    @Test
    void aRangeOutsideTheBlobIsRefused() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("0123456789"));

        assertThat(range("bytes=10-").statusCode()).isEqualTo(416);
        assertThat(range("bytes=10-20").statusCode()).isEqualTo(416);
    }

    @Test
    void aRangeOfALargeBlobComesExactly() throws Exception {
        Bytes content = random(3_000_000);
        blobs.put(key("a"), TEXT, content);

        byte[] part = range("bytes=1000000-2000000").body();

        assertThat(part).isEqualTo(Arrays.copyOfRange(content.toArray(), 1_000_000, 2_000_001));
    }

    // Cut off

    @Test
    void anUploadThatIsCutOffChangesNothing() throws Exception {
        blobs.put(key("a"), TEXT, Bytes.utf8("whole"));
        URI url = blobs.signedPut(key("a"), TEXT, MINUTE);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            OutputStream output = socket.getOutputStream();
            output.write(head("PUT", url.toString(), "Content-Type: " + TEXT + "\r\nContent-Length: 1000000\r\n"));
            output.write(new byte[300_000]);
            output.flush();
        }
        // The server has heard of the end when it answers a later request of the same kind.
        assertThat(put(blobs.signedPut(key("b"), TEXT, MINUTE), TEXT, Bytes.utf8("later")))
                .isEqualTo(200);

        assertThat(blobs.get(key("a"))).contains(Bytes.utf8("whole"));
    }

    @Test
    void aClosedStoreRefuses() {
        blobs.close();

        assertRefused(() -> blobs.get(key("a")));
        assertRefused(() -> blobs.put(key("a"), TEXT, Bytes.EMPTY));
        assertRefused(() -> blobs.signedGet(key("a"), MINUTE));
        blobs.close();
    }

    protected static BlobKey key(String path) {
        return new BlobKey(RetentionClass.DAYS_3, path);
    }

    private static Bytes random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private int put(URI url, String contentType, Bytes content) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(content.toArray()));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    protected final HttpResponse<byte[]> get(URI url) throws Exception {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
    }

    protected final HttpResponse<byte[]> send(String method, URI url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> range(String range) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(blobs.signedGet(key("a"), MINUTE))
                .header("Range", range)
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private void assertRange(String range, int status, String body, String contentRange) throws Exception {
        HttpResponse<byte[]> response = range(range);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo(body);
        assertThat(response.headers().firstValue("content-range")).contains(contentRange);
    }

    /** For what {@link URI} would not let through. */
    private int rawStatus(String method, String url) throws IOException {
        URI server = URI.create(url.substring(0, url.indexOf('/', "http://".length())));
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(head(method, url, "Connection: close\r\n"));
            String reply = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(reply.substring("HTTP/1.1 ".length()));
        }
    }

    private static byte[] head(String method, String url, String headers) {
        URI server = URI.create(url.substring(0, url.indexOf('/', "http://".length())));
        String target = url.substring(server.toString().length());
        return (method + " " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static URI replace(URI url, String part, String by) {
        String text = url.toString();
        assertThat(text).contains(part);
        return URI.create(text.replace(part, by));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Refused.class);
    }
}
