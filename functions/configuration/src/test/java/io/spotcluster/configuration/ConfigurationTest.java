package io.spotcluster.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder = Path.of("");

    private Configuration read(String yaml) throws IOException {
        Path file = folder.resolve(Configuration.FILE);
        Files.writeString(file, yaml);
        return Configuration.read(file, Map.of("TUNNEL", "0123456789abcdef0123456789abcdef"));
    }

    @Test
    void theManualsExampleIsRead() throws Exception {
        String manual = Files.readString(Path.of("../../docs/manual/retention.md"));
        String example = manual.split("```yaml\n", 2)[1].split("```", 2)[0];
        assertThat(read(example).retention().policies()).hasSize(2);
    }

    @Test
    void theExampleOfRulesOfTaskQueuesIsRead() throws Exception {
        String page = Files.readString(Path.of("../../docs/reference/task-queue-rules.md"));
        String example = page.split("```yaml\n", 2)[1].split("```", 2)[0];
        assertThat(read(example).taskQueues().byName()).hasSize(3);
        assertThatThrownBy(() -> read("queue: {taskQueues: {a: {}}}"))
                .hasMessageContaining("`queue.taskQueues` has 'a'");
    }

    @Test
    void nothingNeedBeThere() throws Exception {
        assertThat(read("queue: {}").retention()).isEqualTo(RetentionPolicies.NONE);
        assertThat(read("{}").retention()).isEqualTo(RetentionPolicies.NONE);
    }

    @Test
    void everyFaultIsNamedWithItsPlace() {
        assertThatThrownBy(() -> read("""
                        queues: {}
                        queue:
                          claimTimeout: 5
                          retention: [{name: a, tasks: 1 year}]
                        """))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.yml is no valid configuration")
                .hasMessageContaining("`queues` is unknown; `auth`, `queue`, `rateLimits`, `signIn` are known")
                .hasMessageContaining(
                        "`queue.claimTimeout` is unknown; `queue.retention`, `queue.taskQueues` are known")
                .hasMessageContaining("`queue.retention[0].tasks` is \"1 year\"");
        assertThatThrownBy(() -> read("queue: 5")).hasMessageContaining("`queue` is no object");
        assertThatThrownBy(() -> read("- a")).hasMessageContaining("it holds no object");
        assertThatThrownBy(() -> read("a: [")).hasMessageContaining("it is no YAML");
    }

    private String exampleOfAuth() throws Exception {
        String manual = Files.readString(Path.of("../../docs/manual/configuration.md"));
        String example = manual.split("```yaml\n", 2)[1].split("```", 2)[0];
        Files.createDirectories(folder.resolve("secrets"));
        for (String secret : List.of("root", "monitoring", "sentry")) {
            Files.writeString(folder.resolve("secrets").resolve(secret), "secret-of-%s-0123456789\n".formatted(secret));
        }
        Files.writeString(folder.resolve("secrets/tunnel"), "0123456789abcdef0123456789abcdef");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Files.writeString(
                folder.resolve("secrets/github.pem"),
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                        .formatted(Base64.getMimeEncoder()
                                .encodeToString(
                                        generator.generateKeyPair().getPrivate().getEncoded())));
        return example;
    }

    @Test
    void theManualsExampleOfAuthIsRead() throws Exception {
        Configuration configuration = read(exampleOfAuth());

        assertThat(configuration.auth().staticClients()).hasSize(1);
        assertThat(configuration.auth().signIn()).hasSize(1);
        assertThat(configuration.auth().github()).isPresent();
        assertThat(configuration.rateLimits().perSource()).isPresent();
        assertThat(configuration.rateLimits().trustedProxies()).hasSize(1);
    }

    @Test
    void secretsAreFoundAndNotRepeated() throws Exception {
        assertThat(read("auth: {websocktunnel: {secret: {environment: TUNNEL}}}")
                        .auth()
                        .websocktunnel())
                .isPresent();
        assertThatThrownBy(() -> read("""
                        queue: {retention: 5}
                        auth:
                          rootAccessToken: SECRET 1
                          auditRetentionDays: 0
                          websocktunnel: {secret: SECRET-2}
                        rateLimits: {perClient: {requests: 0, seconds: 1}}
                        """))
                .hasMessageContaining("queue.retention")
                .hasMessageContaining("$.auth.auditRetentionDays")
                .hasMessageContaining("$.rateLimits.perClient.requests")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> read("auth: {websocktunnel: {secret: SECRET-2}, rootAccessToken: SECRET 1}"))
                .hasMessageContaining("$.auth.websocktunnel.secret")
                .hasMessageContaining("$.auth.rootAccessToken")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> read("auth: {rootAccessToken: 'SECRET"))
                .hasMessageContaining("no YAML")
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void whatIsDeliveredSaysTheSameAndHoldsNoSecret() throws Exception {
        Path file = folder.resolve(Configuration.FILE);
        Files.writeString(file, exampleOfAuth() + """
                queue:
                  retention: [{name: try, match: {schedulerId: try}, tasks: 28 days}]
                  taskQueues: {try/*: {agesAfter: 2 hours}}
                """);
        ConfigurationFile read = ConfigurationFile.read(file, Map.of());
        Delivery sent = new Delivery(
                read.document(),
                Optional.of("version 1"),
                Optional.of(new Delivery.Pool("aws/fixed", List.of("us-east-1", "us-east-2"))));

        String text = sent.toJson();
        Delivery got = Delivery.read(text);

        assertThat(got).isEqualTo(sent);
        assertThat(read.secrets())
                .containsOnlyKeys(
                        "$.auth.rootAccessToken",
                        "$.auth.staticClients[0].accessToken",
                        "$.auth.websocktunnel.secret",
                        "$.auth.sentry.authToken",
                        "$.auth.github.apps.acme-ci.privateKey");
        assertThat(text).doesNotContain("secret-of", "PRIVATE KEY", "0123456789abcdef");
        DeliveredConfiguration delivered = new DeliveredConfiguration(
                got.services(),
                name -> Optional.ofNullable(read.secrets().get(name)).map(SecretText::reveal));
        // Patterns are equal to themselves only.
        assertThat(delivered.retention())
                .hasToString(read.configuration().retention().toString());
        assertThat(delivered.taskQueues()).isEqualTo(read.configuration().taskQueues());
        assertThat(delivered.rateLimits().perClient())
                .isEqualTo(read.configuration().rateLimits().perClient());
        assertThat(delivered.auth().staticClients())
                .isEqualTo(read.configuration().auth().staticClients());
        assertThat(delivered.auth().signIn()).hasSize(1);
        assertThat(delivered.auth().sentry()).isPresent();
    }

    @Test
    void partsWithoutSecretsAreReadWithoutThem() throws Exception {
        Path file = folder.resolve(Configuration.FILE);
        Files.writeString(file, exampleOfAuth());
        DeliveredConfiguration delivered = new DeliveredConfiguration(
                ConfigurationFile.read(file, Map.of()).document(), _ -> Optional.empty());

        assertThat(delivered.rateLimits().perClient()).isPresent();
        assertThat(delivered.retention()).isEqualTo(RetentionPolicies.NONE);
        assertThatThrownBy(delivered::auth)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("$.auth.sentry.authToken");
    }
}
