package io.spotcluster.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.base.Bytes;
import io.spotcluster.local.http.RawConnection.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a client meets it on the wire; behind it stand services that tell back what reached them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFrontTest {
    private static final int LIMIT = 1000;
    private static final int PATIENCE_SECONDS = 30;

    /** What became of the uploads, by target: the end of one may come after its test. */
    private final Map<String, BlockingQueue<String>> uploads = new ConcurrentHashMap<>();

    private final CountDownLatch slowMayEnd = new CountDownLatch(1);
    private final BlockingQueue<String> seenWaiting = new LinkedBlockingQueue<>();
    private HttpFront front;

    HttpFrontTest() throws IOException {
        front = HttpFront.start("127.0.0.1", 0, Clock.systemUTC());
    }

    @BeforeAll
    void serve() {
        front.serve(new HttpSites(this::echo, LIMIT, this::stream, "/blobs/"));
    }

    @AfterAll
    void stop() {
        front.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/queue/v1/task/x/artifacts/public%2Flogs%2Flive.log",
                "/api/queue/v1/task/x/artifacts/public/logs/live.log?bewit=a%2Bb",
                "/a/../../etc/passwd",
                "/%2e%2e/%2E%2E/x",
                "//double//slashes//",
                "/nul%00/percent%25/%252F",
                "/broken%/%zz/%f",
                "/brackets[]{}|^`<>\"'",
                "/semi;colon=1,comma:colon@at!$&*()+=~",
                "/back\\slash\\..\\x",
                "/question?mark?twice",
                "/fragment#not",
            })
    void theTargetReachesTheServiceAsItWasSent(String target) throws IOException {
        Answer answer = exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("GET " + target + (target.contains("?") ? "" : "?") + "\n");
    }

    @Test
    void aServiceLearnsThatItsCallerHasGone() throws Exception {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("POST /until-gone HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(seenWaiting.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("waits");
        }
        assertThat(seenWaiting.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void aReplyThatNothingChangedTellsNoLengthAndTheConnectionGoesOn() throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("GET /x HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"x\"\r\n\r\n");
            Answer unchanged = connection.answer();
            connection.send("GET /y HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.headers())
                    .containsEntry("etag", "\"x\"")
                    .doesNotContainKeys("content-length", "transfer-encoding");
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void bytesThatNoTargetMayHoldArriveEscaped() throws IOException {
        Answer answer = exchange("GET /caf\u00c3\u00a9 HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer.body()).startsWith("GET /caf%C3%A9?\n");
    }

    @Test
    void headersArriveInLowerCaseWithEveryValueInOrder() throws IOException {
        Answer answer = exchange("GET / HTTP/1.1\r\nHost: x\r\nX-Some: one\r\nx-sOME: two\r\n\r\n");

        assertThat(answer.body()).contains("x-some=[one, two]");
    }

    @Test
    void clientsCannotPassATargetByHeader() throws IOException {
        Answer answer = exchange("GET /true HTTP/1.1\r\nHost: x\r\nx-spotcluster-target: /false?\r\n\r\n");

        assertThat(answer.body()).startsWith("GET /true?\n").doesNotContain("/false");
    }

    @Test
    void theBodyArrivesWithItsContentEncodingUntouched() throws IOException {
        Answer answer =
                exchange("POST /x HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnogz");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).endsWith("\nnogz").contains("content-encoding=[gzip]");
    }

    @Test
    void aChunkedBodyIsPutTogether() throws IOException {
        Answer answer = exchange(
                "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(answer.body()).endsWith("\nabcde");
    }

    @Test
    void aBodyThatComesInPiecesIsPutTogether() throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n");
            connection.send("abc");
            connection.send("def");

            assertThat(connection.answer().body()).endsWith("\nabcdef");
        }
    }

    @Test
    void expectContinueIsAnswered() throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(100);

            connection.send("abc");
            assertThat(connection.answer().body()).endsWith("\nabc");
        }
    }

    @Test
    void ofABodyOverTheLimitTheServiceSeesThatItIsOverAndItsReplyEndsTheConnection() throws IOException {
        Answer answer =
                exchange("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + "a".repeat(3_000_000));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @Test
    void manyRequestsOfOneConnectionAreAnsweredInOrder() throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /number/").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            connection.send(requests.toString());

            for (int i = 0; i < 50; i++) {
                assertThat(connection.answer().body()).startsWith("GET /number/" + i + "?\n");
            }
        }
    }

    @Test
    void aSlowRequestDoesNotHoldUpOthers() throws IOException {
        try (RawConnection slow = new RawConnection(front.port())) {
            slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(exchange("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n").status())
                    .isEqualTo(200);

            slowMayEnd.countDown();
            assertThat(slow.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.z\r\n\r\n",
                "GET / HTTP/7.7\r\nHost: x\r\n\r\n",
                "POST / HTTP/2.0\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
                "GET / HTTP/1.1\r\n no: name\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nname with space: 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nnul: a\u0000b\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            })
    void whatIsNoHttpIsRefusedInTheFormatOfTheApi(String bytes) throws IOException {
        Answer answer = exchange(bytes);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"InputError\"", "\"message\":", "\"requestInfo\":");
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @Test
    void aBrokenChunkEndsTheConnectionAndIsNotTakenForTheEndOfTheBody() throws Exception {
        Answer answer = exchange(
                "PUT /blobs/chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nde\r\n0\r\n\r\n");

        assertThat(answer.status()).isLessThan(500).isNotEqualTo(200);
        String first = nextOfUpload("/blobs/chunks");
        // How much arrives before the fault depends on how the bytes were cut into packets.
        assertThat(first.equals("first byte") ? nextOfUpload("/blobs/chunks") : first)
                .isEqualTo("broken off");
    }

    @Test
    void requestLinesAndHeadersAreBounded() throws IOException {
        assertThat(exchange("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isEqualTo(414);
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nx: " + "a".repeat(70_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nx: " + "a".repeat(50_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void methodsThatNobodyKnowsReachTheService() throws IOException {
        assertThat(exchange("BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n").body()).startsWith("BREW /pot?\n");
    }

    @Test
    void anUploadIsReadAsItComes() throws Exception {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("PUT /blobs/big HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n");
            connection.send("a".repeat(100_000));
            assertThat(nextOfUpload("/blobs/big")).isEqualTo("first byte");

            connection.send("a".repeat(39_900_000));
            assertThat(nextOfUpload("/blobs/big")).isEqualTo("40000000 bytes");
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void anUploadThatBreaksOffIsNotTakenForWhole() throws Exception {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("PUT /blobs/short HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
            assertThat(nextOfUpload("/blobs/short")).isEqualTo("first byte");
        }

        assertThat(nextOfUpload("/blobs/short")).isEqualTo("broken off");
    }

    @Test
    void aDownloadIsSentWithItsLengthAndHeadersAndHeadGivesTheHeadersAlone() throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send("GET /blobs/x HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer whole = connection.answer();
            assertThat(whole.body()).isEqualTo("the blob");
            assertThat(whole.headers())
                    .containsEntry("content-length", "8")
                    .containsEntry("content-encoding", "gzip")
                    .containsEntry("content-type", "text/x-blob");

            connection.send("HEAD /blobs/x HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer head = connection.answer(true);
            assertThat(head.headers())
                    .containsEntry("content-length", "8")
                    .containsEntry("content-type", "text/x-blob");

            connection.send("GET /after HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aFailingServiceGives500WithoutAStackTrace() throws IOException {
        Answer answer = exchange("GET /failing HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("InternalServerError").doesNotContain("secret", "Exception", "at io.");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatThrownBy(() -> HttpFront.start("127.0.0.1", front.port(), Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen at 127.0.0.1 port " + front.port());
    }

    private String nextOfUpload(String target) throws InterruptedException {
        return Objects.requireNonNullElse(uploads(target).poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing came");
    }

    private BlockingQueue<String> uploads(String target) {
        return uploads.computeIfAbsent(target, _ -> new LinkedBlockingQueue<>());
    }

    private Answer exchange(String bytes) throws IOException {
        try (RawConnection connection = new RawConnection(front.port())) {
            connection.send(bytes);
            return connection.answer();
        }
    }

    private HttpReply echo(HttpRequest request) {
        if (request.rawPath().equals("/failing")) {
            throw new IllegalStateException("secret");
        }
        if (request.rawPath().equals("/slow")) {
            await();
        }
        if (request.rawPath().equals("/until-gone")) {
            awaitTheEndOf(request);
        }
        if (request.header("if-none-match").isPresent()) {
            return new HttpReply(304, Map.of("etag", "\"x\""), Bytes.EMPTY);
        }
        String seen = "%s %s?%s\n%s\n%s"
                .formatted(
                        request.method(),
                        request.rawPath(),
                        request.rawQuery(),
                        request.headers(),
                        request.body().asUtf8());
        int status = request.body().length() > LIMIT ? 413 : 200;
        return new HttpReply(status, Map.of("content-type", "text/plain"), Bytes.utf8(seen));
    }

    private void awaitTheEndOf(HttpRequest request) {
        seenWaiting.add("waits");
        for (int looks = 0;
                looks < 100 * PATIENCE_SECONDS && !request.callerGone().getAsBoolean();
                looks++) {
            LockSupport.parkNanos(10_000_000);
        }
        seenWaiting.add(request.callerGone().getAsBoolean() ? "gone" : "still there");
    }

    private void await() {
        try {
            slowMayEnd.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StreamingService.Reply stream(HttpRequest head, InputStream body) {
        if (!head.method().equals("PUT")) {
            byte[] blob = "the blob".getBytes(StandardCharsets.UTF_8);
            return new StreamingService.Reply(
                    200,
                    Map.of("content-type", "text/x-blob", "content-encoding", "gzip"),
                    new ByteArrayInputStream(blob),
                    blob.length);
        }
        BlockingQueue<String> told = uploads(head.rawPath());
        try (body) {
            long count = body.read() < 0 ? 0 : 1;
            told.add("first byte");
            count += body.transferTo(OutputStream.nullOutputStream());
            told.add(count + " bytes");
            return new StreamingService.Reply(200, Map.of(), InputStream.nullInputStream(), 0);
        } catch (IOException e) {
            told.add("broken off");
            throw new UncheckedIOException(e);
        }
    }
}
