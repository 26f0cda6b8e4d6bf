package io.spotcluster.infra.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.configuration.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WantedTest {
    @TempDir
    private Path folder = Path.of("");

    private Wanted read(String deployment, String services) throws IOException, ConfigurationException {
        Path file = folder.resolve("deployment.json");
        Files.writeString(file, deployment);
        Files.writeString(folder.resolve("services.yml"), services);
        return Wanted.read(file, Map.of("TUNNEL", "a-secret-of-32-bytes-or-more-0123456789"));
    }

    @Test
    void theServicesAreThoseOfTheFileBesideTheDeployment() throws Exception {
        Wanted wanted = read("""
                {"region": "us-east-1", "size": "dev", "services": "services.yml",
                 "workers": {"instanceTypes": ["c7g.large"], "regions": [{"region": "us-east-1"}, {"region": "eu-west-1"}]}}""", """
                auth:
                  websocktunnel: {secret: {environment: TUNNEL}}
                  aws: {roles: [{roleArn: "arn:aws:iam::123456789012:role/b", buckets: [one, two]}]}
                queue: {retention: [{name: all, tasks: 2 days}]}
                """);

        assertThat(wanted.services().secrets()).containsOnlyKeys("$.auth.websocktunnel.secret");
        assertThat(wanted.services().secretText())
                .isEqualTo("{\"$.auth.websocktunnel.secret\":\"a-secret-of-32-bytes-or-more-0123456789\"}");
        assertThat(wanted.services().bucketRoles()).containsExactly("arn:aws:iam::123456789012:role/b");
        Delivery delivery = wanted.delivery(Optional.of("v1"));
        assertThat(delivery.pool()).contains(new Delivery.Pool("aws/fixed", List.of("us-east-1", "eu-west-1")));
        assertThat(delivery.toJson()).contains("2 days", "v1").doesNotContain("a-secret-of-32");
    }

    @Test
    void nothingNeedBeConfigured() throws Exception {
        Wanted wanted = read("{\"region\": \"us-east-1\", \"size\": \"dev\"}", "");

        assertThat(wanted.services()).isEqualTo(Services.NONE);
        assertThat(wanted.delivery(Optional.empty()).isEmpty()).isTrue();
    }

    @Test
    void theFaultsOfBothFilesAreToldAtOnce() {
        assertThatThrownBy(() -> read("{\"region\": \"mars\", \"services\": \"services.yml\"}", """
                        queue: {retention: 5}
                        auth: {rootAccessToken: SECRET}
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("$.region")
                .hasMessageContaining("size")
                .hasMessageContaining("queue.retention")
                .hasMessageContaining("$.auth.rootAccessToken")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> read("{\"region\": \"us-east-1\", \"size\": \"dev\", \"services\": \"no.yml\"}", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no.yml");
    }

    @Test
    void whatIsGoodOnALaptopOnlyIsRefused() {
        assertThatThrownBy(() ->
                        read("{\"region\": \"us-east-1\", \"size\": \"dev\", \"services\": \"services.yml\"}", """
                        auth: {rootAccessToken: a-good-token-of-22-letters}
                        rateLimits: {perSource: {requests: 5, seconds: 1}}
                        """))
                .hasMessageContaining("$.auth.rootAccessToken: on AWS the root token is the secret")
                .hasMessageContaining("$.rateLimits.perSource: all requests come through the front");
    }
}
