package io.spotcluster.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.base.Slug;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole instance with a worker does its work and refuses what is wrong. No secret that went through it may show up in a log
 * line, an event, an error reply, the worker's log, or the text form of an object that held it.
 */
class CanaryTest {
    private static final Pattern SECRET_OPTION = Pattern.compile("(?:bewit|signature)=([^&\"\\s]+)");

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.spotcluster");
    private final Level before = logger.getEffectiveLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    /** What is secret, by what it is. */
    private final Map<String, String> secrets = new TreeMap<>();

    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(before);
    }

    private void secret(String what, String value) {
        assertThat(value).as(what).hasSizeGreaterThanOrEqualTo(16);
        secrets.put(what, value);
    }

    private void secrets(String what, JsonNode credentials) {
        secret(what + ": access token", credentials.path("accessToken").stringValue());
        JsonNode certificate =
                JsonMapper.shared().readTree(credentials.path("certificate").stringValue());
        secret(what + ": signature", certificate.path("signature").stringValue());
        secret(what + ": seed", certificate.path("seed").stringValue());
    }

    private void secretsOfUrl(String what, String url) {
        Matcher matcher = SECRET_OPTION.matcher(url);
        assertThat(matcher.find()).as(url).isTrue();
        secret(what, matcher.group(1));
    }

    @Test
    void noSecretShowsUp(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (LocalServer server = LocalServer.start(LocalSettings.onFreePort(data, 1), Clock.systemUTC());
                ApiClient api = ApiClient.of(server.rootUrl())) {
            secret("root", server.root().accessToken().reveal());
            try (Stream<Path> keys = Files.list(data.resolve("keys"))) {
                for (Path key : keys.toList()) {
                    secret("file " + key.getFileName(), Files.readString(key).strip());
                }
            }
            clients(api, server);
            runATask(api, server);
            queue(api, server);
            seen.add(server.root().toString());
            workers(data);
            seen.add(Files.readString(data.resolve("events.jsonl")));
        }
        assertThat(log.list).isNotEmpty();
        for (ILoggingEvent event : log.list) {
            seen.add(event.getFormattedMessage());
            Optional.ofNullable(event.getThrowableProxy())
                    .map(ThrowableProxyUtil::asString)
                    .ifPresent(seen::add);
        }
        assertThat(secrets).hasSizeGreaterThan(15);
        secrets.forEach((what, value) -> assertThat(seen).as(what).noneMatch(text -> text.contains(value)));
    }

    private void clients(ApiClient api, LocalServer server) throws Exception {
        JsonNode made = api.call(
                        ApiCall.put("auth", "clients", "canary")
                                .withBody(Map.of(
                                        "description",
                                        "",
                                        "expires",
                                        "2099-01-01T00:00:00Z",
                                        "scopes",
                                        List.of("x:*"))),
                        server.root())
                .body();
        secret("a client", made.path("accessToken").stringValue());
        Credentials client = new Credentials(
                "canary", new AccessToken(made.path("accessToken").stringValue()), Optional.empty());
        failing(() -> api.call(ApiCall.get("auth", "clients", "canary"), client));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Credentials temporary = TemporaryCredentials.issueUnnamed(client, List.of("y"), now, now.plusSeconds(600));
        secret("bad temporary credentials", temporary.accessToken().reveal());
        failing(() -> api.call(ApiCall.get("auth", "scopes", "current"), temporary));
        failing(() -> api.call(
                ApiCall.put("auth", "clients", "other")
                        .withBody(Map.of("description", "", "expires", "never", "accessToken", made)),
                server.root()));
        JsonNode reset = api.call(ApiCall.post("auth", "clients", "canary", "reset"), server.root())
                .body();
        secret("a client reset", reset.path("accessToken").stringValue());
        failing(() -> api.call(ApiCall.get("auth", "scopes", "current"), client));
        seen.add(List.of(client, temporary).toString());
    }

    /** By the instance's own worker. */
    private void runATask(ApiClient api, LocalServer server) throws Exception {
        QueueUser queue = new QueueUser(api, server.root());
        String taskId = Slug.nice();
        queue.create(
                taskId,
                taskId,
                LocalSettings.WORKER_POOL,
                List.of(),
                Map.of("command", List.of(List.of("sh", "-c", "echo hello")), "maxRunTime", 60));
        Waiting.until("the task is completed", () -> queue.state(taskId).equals("completed"));
    }

    /** Everything that a worker does, by hand. */
    private void queue(ApiClient api, LocalServer server) throws Exception {
        QueueUser queue = new QueueUser(api, server.root());
        String taskId = Slug.nice();
        queue.create(taskId, taskId, "canary/pool", List.of(), Map.of());
        JsonNode claim = queue.claimWork("canary/pool", "w1").getFirst();
        secrets("a claim", claim.path("credentials"));
        Credentials task = new Credentials(
                claim.path("credentials").path("clientId").stringValue(),
                new AccessToken(claim.path("credentials").path("accessToken").stringValue()),
                Optional.of(claim.path("credentials").path("certificate").stringValue()));
        JsonNode reclaim = api.call(ApiCall.post("queue", "task", taskId, "runs", "0", "reclaim"), task)
                .body();
        secrets("a reclaim", reclaim.path("credentials"));
        failing(() -> api.call(ApiCall.post("queue", "task", Slug.nice(), "runs", "0", "reclaim"), task));
        JsonNode artifact = api.call(
                        ApiCall.post("queue", "task", taskId, "runs", "0", "artifacts", "private/canary.txt")
                                .withBody(Map.of(
                                        "storageType",
                                        "s3",
                                        "contentType",
                                        "text/plain",
                                        "expires",
                                        Instant.now()
                                                .plus(1, ChronoUnit.DAYS)
                                                .truncatedTo(ChronoUnit.MILLIS)
                                                .toString())),
                        task)
                .body();
        String putUrl = artifact.path("putUrl").stringValue();
        secretsOfUrl("the URL of an upload", putUrl);
        try (HttpClient http = HttpClient.newHttpClient()) {
            send(
                    http,
                    HttpRequest.newBuilder(URI.create(putUrl))
                            .header("content-type", "text/plain")
                            .PUT(HttpRequest.BodyPublishers.ofString("content")));
            send(
                    http,
                    HttpRequest.newBuilder(URI.create(putUrl.replaceFirst("expires=\\d+", "expires=1")))
                            .header("content-type", "text/plain")
                            .PUT(HttpRequest.BodyPublishers.ofString("content")));
            api.call(ApiCall.post("queue", "task", taskId, "runs", "0", "completed"), task);
            readSigned(http, server, taskId);
        }
        failing(() -> api.call(ApiCall.post("queue", "task", taskId, "runs", "0", "failed"), server.root()));
        failing(() -> api.call(
                ApiCall.post("queue", "task", taskId, "runs", "0", "completed"),
                new Credentials(task.clientId(), new AccessToken("wrong-token-of-a-worker"), task.certificate())));
        seen.add(task.toString());
    }

    private void readSigned(HttpClient http, LocalServer server, String taskId) throws Exception {
        RequestSigner signer = RequestSigner.of(server.root(), Clock.systemUTC());
        URI url = URI.create(
                server.rootUrl() + "/api/queue/v1/task/" + taskId + "/runs/0/artifacts/private%2Fcanary.txt");
        for (Instant end : List.of(Instant.now().plusSeconds(60), Instant.now().minusSeconds(60))) {
            URI bewit = signer.bewit(url, end);
            secretsOfUrl("a bewit until " + end, bewit.toString());
            HttpResponse<String> reply =
                    send(http, HttpRequest.newBuilder(bewit).GET());
            Optional<String> location = reply.headers().firstValue("location");
            if (location.isPresent()) {
                secretsOfUrl("the URL of a download", location.get());
                assertThat(send(
                                        http,
                                        HttpRequest.newBuilder(URI.create(location.get()))
                                                .GET())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        send(
                http,
                HttpRequest.newBuilder(signer.bewit(url, Instant.now().plusSeconds(60)))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        String header = signer.header("GET", url);
        secret("a header", header.substring(header.indexOf("mac=\"") + 5, header.length() - 1));
        send(
                http,
                HttpRequest.newBuilder(URI.create(url + "x"))
                        .header("authorization", header)
                        .GET());
    }

    /** Whatever is answered with an error is kept, to be searched. */
    private HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() >= 400) {
            seen.add(reply.body());
        }
        return reply;
    }

    @FunctionalInterface
    private interface Call {
        void make() throws IOException, InterruptedException;
    }

    private void failing(Call call) throws IOException, InterruptedException {
        try {
            call.make();
        } catch (ApiException e) {
            assertThat(e.status()).isBetween(400, 499);
            seen.add(e.toString());
            return;
        }
        throw new AssertionError("the call was expected to fail");
    }

    /** What the workers wrote, but for the configuration that holds their token. */
    private void workers(Path data) throws IOException {
        Map<Path, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(data.resolve("workers"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        List<JsonNode> configurations = files.entrySet().stream()
                .filter(file -> file.getKey().toString().endsWith(".json")
                        && file.getValue().contains("accessToken"))
                .map(file -> JsonMapper.shared().readTree(file.getValue()))
                .toList();
        assertThat(configurations).isNotEmpty();
        configurations.forEach(configuration -> secrets("a worker", configuration));
        List<String> logs = files.entrySet().stream()
                .filter(file -> file.getKey().toString().endsWith(".log"))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(logs).isNotEmpty();
        seen.addAll(logs);
    }
}
