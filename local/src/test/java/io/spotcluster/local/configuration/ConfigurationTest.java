package io.spotcluster.local.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
        String manual = Files.readString(Path.of("../docs/manual/retention.md"));
        String example = manual.split("```yaml\n", 2)[1].split("```", 2)[0];
        assertThat(read(example).retention().policies()).hasSize(2);
    }

    @Test
    void theExampleOfRulesOfTaskQueuesIsRead() throws Exception {
        String page = Files.readString(Path.of("../docs/reference/task-queue-rules.md"));
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

    @Test
    void theManualsExampleOfAuthIsRead() throws Exception {
        String manual = Files.readString(Path.of("../docs/manual/configuration.md"));
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

        Configuration configuration = read(example);

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
}
