package io.spotcluster.lambda.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.json.Json;
import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.configuration.ConfigurationFile;
import io.spotcluster.configuration.Delivery;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.testkit.gateway.GatewayShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an operator configures reaches the functions, each in a role that may do what it declares and nothing else. */
class ConfiguredDeploymentTest {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    private static final String WORKER = "static/taskcluster/worker/aws/fixed";
    private static final Delivery.Pool POOL = new Delivery.Pool("aws/fixed", List.of("us-east-1", "eu-west-1"));

    @TempDir
    private Path unpacked = Path.of("");

    private TestDeployment deployment;
    private ConfigurationFile services;

    @BeforeEach
    void deploy() throws IOException {
        Path file = unpacked.resolve("config.yml");
        Files.writeString(file, """
                auth:
                  staticClients:
                    - clientId: static/acme/monitoring
                      accessToken: {environment: MONITORING}
                      description: asks whether we live
                      scopes: ["queue:pending-count:*"]
                  auditRetentionDays: 30
                  websocktunnel: {secret: {environment: TUNNEL}}
                signIn:
                  providers:
                    - name: acme
                      issuer: https://login.acme.example/
                      audience: [taskcluster]
                      jwksUrl: http://127.0.0.1:9/keys
                      userClaim: sub
                rateLimits:
                  perClient: {requests: 1000, seconds: 1}
                queue:
                  retention: [{name: all, tasks: 2 days}]
                """);
        deployment = new TestDeployment(aws, unpacked);
        services = ConfigurationFile.read(
                file,
                Map.of(
                        "MONITORING", "token-of-the-monitoring-0123456789",
                        "TUNNEL", "a-secret-of-the-tunnel-of-32-or-more-bytes"));
        deployment.configure(services, POOL);
        call(FunctionCatalog.SETUP);
    }

    private void call(FunctionDefinition function) {
        byte[] answer = deployment.start(function).answer("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("null");
    }

    private FunctionClient client(FunctionDefinition function, String clientId, String token) {
        return new FunctionClient(
                deployment.start(function), GatewayShape.HTTP_API_BEHIND_CLOUDFRONT, Credentials.of(clientId, token));
    }

    private FunctionClient root(FunctionDefinition function) {
        return client(function, "static/taskcluster/root", TestDeployment.ROOT_TOKEN);
    }

    @Test
    void staticClientsAreThere() {
        FunctionClient monitoring =
                client(FunctionCatalog.QUEUE_API, "static/acme/monitoring", "token-of-the-monitoring-0123456789");

        assertThat(monitoring
                        .ok("GET", "/api/queue/v1/pending/aws%2Ffixed")
                        .path("pendingTasks")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void partsOfAuthWithSecretsWork() {
        JsonNode token = root(FunctionCatalog.AUTH_API).ok("GET", "/api/auth/v1/websocktunnel/tunnel/worker");

        assertThat(token.path("token").asString()).isNotEmpty();
    }

    @Test
    void tasksAreKeptAsLongAsThePolicySays() {
        Instant now = Instant.now();
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("taskQueueId", "aws/fixed").put("created", Timestamp.format(now));
        task.put("deadline", Timestamp.format(now.plus(Duration.ofHours(1))));
        task.put("expires", Timestamp.format(now.plus(Duration.ofDays(20))));
        task.putObject("payload");
        task.putObject("metadata")
                .put("name", "a task")
                .put("description", "does nothing")
                .put("owner", "nobody@example.com")
                .put("source", "https://example.com/task");

        JsonNode created = root(FunctionCatalog.QUEUE_API).ok("PUT", "/api/queue/v1/task/" + Slug.nice(), task);

        assertThat(Timestamp.parse(
                        "expires", created.path("status").path("expires").asString()))
                .isBefore(now.plus(Duration.ofDays(3)));
    }

    @Test
    void peopleMaySignInByTheConfiguredProviderOnly() {
        FunctionClient login = root(FunctionCatalog.LOGIN_API);

        assertThat(login.ok("GET", "/api/login/v1/providers")
                        .path("providers")
                        .get(0)
                        .path("name")
                        .asString())
                .isEqualTo("acme");
        ObjectNode body = Json.MAPPER.createObjectNode().put("idToken", "no.id.token");
        JsonNode refused = login.call("POST", "/api/login/v1/oidc-credentials/acme", body);
        assertThat(refused.path("statusCode").asInt()).isBetween(400, 499);
        // Its client was made: without it, nobody could sign in.
        assertThat(root(FunctionCatalog.AUTH_API)
                        .ok("GET", "/api/auth/v1/clients/static%2Ftaskcluster%2Flogin")
                        .path("scopes")
                        .toString())
                .contains("assume:login-identity:acme/*");
    }

    @Test
    void machinesFindTheirCredentialsInTheSecret() {
        JsonNode secret = Json.parse(deployment.workerSecret());

        assertThat(secret.path("rootUrl").asString()).isEqualTo(TestDeployment.ROOT_URL);
        assertThat(secret.path("apiUrl").asString()).isEqualTo(TestDeployment.API_URL);
        assertThat(secret.path("clientId").asString()).isEqualTo(WORKER);
        assertThat(secret.path("accessToken").asString()).isEqualTo(TestDeployment.WORKER_TOKEN);
        ObjectNode claim = Json.MAPPER.createObjectNode();
        claim.put("workerGroup", "eu-west-1").put("workerId", "i-1").put("tasks", 1);
        FunctionClient machine = client(FunctionCatalog.QUEUE_API, WORKER, TestDeployment.WORKER_TOKEN);
        assertThat(machine.ok("POST", "/api/queue/v1/claim-work/aws%2Ffixed", claim)
                        .path("tasks"))
                .isEmpty();
        assertThat(status(machine, "/api/queue/v1/claim-work/aws%2Fother", claim))
                .isEqualTo(403);
        claim.put("workerGroup", "us-west-2");
        assertThat(status(machine, "/api/queue/v1/claim-work/aws%2Ffixed", claim))
                .isEqualTo(403);
    }

    private static int status(FunctionClient client, String path, JsonNode body) {
        return client.call("POST", path, body).path("statusCode").asInt();
    }

    @Test
    void aTokenThatIsTakenOutOfTheSecretIsReplacedAndTheOldOneRefused() {
        String before = deployment.workerSecret();
        call(FunctionCatalog.SETUP);
        assertThat(deployment.workerSecret()).isEqualTo(before);

        deployment.writeWorkerSecret("{\"diskFreeBelow\": \"5 GB\"}");
        call(FunctionCatalog.SETUP);

        JsonNode secret = Json.parse(deployment.workerSecret());
        String token = secret.path("accessToken").asString();
        assertThat(token).hasSize(44).isNotEqualTo(TestDeployment.WORKER_TOKEN);
        assertThat(secret.path("diskFreeBelow").asString()).isEqualTo("5 GB");
        assertThat(client(FunctionCatalog.AUTH_API, WORKER, token)
                        .ok("GET", "/api/auth/v1/scopes/current")
                        .path("scopes")
                        .toString())
                .contains("queue:claim-work:aws/fixed");
        JsonNode old = client(FunctionCatalog.AUTH_API, WORKER, TestDeployment.WORKER_TOKEN)
                .call("GET", "/api/auth/v1/scopes/current");
        assertThat(old.path("statusCode").asInt()).isEqualTo(401);
    }

    @Test
    void aSecretThatIsNoObjectIsNamedAndNotShown() {
        deployment.writeWorkerSecret("not-to-be-shown");

        assertThatThrownBy(() -> call(FunctionCatalog.SETUP))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/worker holds no JSON object")
                .hasMessageNotContaining("not-to-be-shown");
    }

    @Test
    void secretsThatCannotBeReadAreNamedAndNotShown() throws IOException {
        deployment.writeConfiguredSecrets(services, "not-to-be-shown");

        assertThatThrownBy(() -> deployment.start(FunctionCatalog.AUTH_API))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/configuration holds no JSON")
                .hasMessageNotContaining("not-to-be-shown");
        deployment.writeConfiguredSecrets(services, "{}");
        assertThatThrownBy(() -> deployment.start(FunctionCatalog.AUTH_API))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("$.auth.websocktunnel.secret");
    }

    @Test
    void choresDeleteClientsThatHaveExpired() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("expires", Timestamp.format(Instant.now().minus(Duration.ofHours(1))));
        body.put("description", "").put("deleteOnExpiration", true).putArray("scopes");
        FunctionClient auth = root(FunctionCatalog.AUTH_API);
        auth.ok("PUT", "/api/auth/v1/clients/project%2Fover", body);

        call(FunctionCatalog.AUTH_CHORES);

        JsonNode gone = root(FunctionCatalog.AUTH_API).call("GET", "/api/auth/v1/clients/project%2Fover");
        assertThat(gone.path("statusCode").asInt()).isEqualTo(404);
    }

    @Test
    void referencesOfAllServicesAreAnsweredByOneFunctionThatMayDoNothing() {
        FunctionClient anybody = root(FunctionCatalog.REFERENCES);

        assertThat(anybody.ok("GET", "/references/manifest.json")
                        .path("references")
                        .toString())
                .contains(
                        "/references/auth/v1/api.json",
                        "/references/login/v1/api.json",
                        "/references/queue/v1/api.json",
                        "/references/queue/v1/exchanges.json");
        assertThat(anybody.ok("GET", "/references/openapi.json").path("paths").size())
                .isPositive();
        assertThat(anybody.ok("GET", "/schemas/common/metaschema.json")
                        .path("$id")
                        .asString())
                .contains("metaschema");
        assertThat(anybody.call("GET", "/schemas/queue/v1/nothing.json")
                        .path("statusCode")
                        .asInt())
                .isEqualTo(404);
    }
}
