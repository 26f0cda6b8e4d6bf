package io.spotcluster.aws.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.spotcluster.ports.session.CloudSessions.Session;
import io.spotcluster.ports.session.CloudSessions.SessionException;
import io.spotcluster.ports.session.CloudSessions.SessionRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.sts.StsClient;

/** What is sent to STS, and what becomes of its answers, played by the test. */
class StsSessionsTest {
    private static final SessionRequest REQUEST = new SessionRequest(
            "arn:aws:iam::123456789012:role/buckets", "name", "{\"the\":\"policy\"}", Duration.ofHours(1));

    private final CopyOnWriteArrayList<Map<String, String>> sent = new CopyOnWriteArrayList<>();
    private int status = 200;
    private String answer = "";

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private StsSessions sessions;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                sent.add(form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("content-type", "text/xml");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        sessions = new StsSessions(StsClient.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(configuration ->
                        configuration.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(2)
                                .backoffStrategy(BackoffStrategy.retryImmediately())
                                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                                .build()))
                .build());
    }

    @AfterEach
    void stop() {
        sessions.close();
        server.stop(0);
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void refuses(int newStatus, String code) {
        status = newStatus;
        answer = "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no</Message></Error></ErrorResponse>"
                .formatted(code);
    }

    @Test
    void theRoleIsTakenOnWithThePolicyForTheTimeAsked() {
        answer = """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token</SessionToken><Expiration>2026-01-01T01:00:00Z</Expiration>
                </Credentials></AssumeRoleResult></AssumeRoleResponse>""";

        Session session = sessions.open(REQUEST);

        assertThat(session)
                .isEqualTo(new Session("ASIAEXAMPLE", "secret", "token", Instant.parse("2026-01-01T01:00:00Z")));
        assertThat(sent.getFirst())
                .containsEntry("Action", "AssumeRole")
                .containsEntry("RoleArn", REQUEST.role())
                .containsEntry("RoleSessionName", "name")
                .containsEntry("Policy", REQUEST.policy())
                .containsEntry("DurationSeconds", "3600");
    }

    @Test
    void eachKindOfRefusalIsTold() {
        refuses(403, "AccessDenied");
        assertThatThrownBy(() -> sessions.open(REQUEST)).isInstanceOf(SessionException.Denied.class);
        refuses(400, "PackedPolicyTooLarge");
        assertThatThrownBy(() -> sessions.open(REQUEST)).isInstanceOf(SessionException.PolicyTooLarge.class);
        refuses(400, "Throttling");
        assertThatThrownBy(() -> sessions.open(REQUEST)).isInstanceOf(SessionException.Unavailable.class);
        refuses(503, "ServiceUnavailable");
        assertThatThrownBy(() -> sessions.open(REQUEST)).isInstanceOf(SessionException.Unavailable.class);
        server.stop(0);
        assertThatThrownBy(() -> sessions.open(REQUEST)).isInstanceOf(SessionException.Unavailable.class);
    }
}
