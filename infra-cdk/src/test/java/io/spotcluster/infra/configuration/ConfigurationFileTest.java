package io.spotcluster.infra.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
    @Test
    void twoLinesAreEnough() throws ConfigurationException {
        Configuration configuration = ConfigurationFile.parse("file", "{\"region\": \"us-east-1\", \"size\": \"dev\"}");

        assertThat(configuration.deployment()).isEqualTo("spotcluster");
        assertThat(configuration.requestsPerSecond()).isEqualTo(1000);
        assertThat(configuration.workers()).isEmpty();
    }

    @Test
    void defaultsAreFilledInWorkersToo() throws ConfigurationException {
        Configuration.Workers workers =
                ConfigurationFile.parse("file", """
                        {"region": "us-east-1", "size": "dev",
                         "workers": {"instanceTypes": ["c7g.large"], "regions": [{"region": "us-west-2"}]}}""").workers().orElseThrow();

        assertThat(workers.workerPoolId()).isEqualTo("aws/fixed");
        assertThat(workers.architecture()).isEqualTo(Architecture.ARM64);
        assertThat(workers.regions().getFirst().size()).isZero();
    }

    @Test
    void allFaultsAreToldAtOnceWithFieldAndValue() {
        assertThatThrownBy(() -> ConfigurationFile.parse("deployment.json", """
                        {"region": "mars", "size": "big", "deployment": "A", "colour": "red",
                         "budget": {"monthlyDollars": 0, "emails": []}}"""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("deployment.json is not valid:")
                .hasMessageContaining("$.region")
                .hasMessageContaining("mars")
                .hasMessageContaining("$.size")
                .hasMessageContaining("\"dev\", \"prod\"")
                .hasMessageContaining("$.deployment")
                .hasMessageContaining("colour")
                .hasMessageContaining("$.budget.monthlyDollars")
                .hasMessageContaining("$.budget.emails");
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> ConfigurationFile.parse("file", """
                        {"region": "us-east-1", "size": "prod",
                         "ownFront": {"rootUrl": "https://tc.example.com"},
                         "domain": {
                           "name": "tc.example.com",
                           "certificate": "arn:aws:acm:us-east-1:123456789012:certificate/0-0",
                           "hostedZone": {"id": "Z1", "name": "example.org"}},
                         "workers": {
                           "instanceTypes": ["c7g.large"],
                           "regions": [{"region": "us-west-2"}, {"region": "us-west-2"}, {"region": "eu-west-9"}]}}"""))
                .hasMessageContaining("$.ownFront")
                .hasMessageContaining("$.domain.hostedZone.name")
                .hasMessageContaining("$.workers.regions[1].region: each region stands there once")
                .hasMessageContaining(
                        "$.workers.regions[2].region: there is no data about this region; it is \"eu-west-9\"");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> ConfigurationFile.parse("file", "region: us-east-1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it is not JSON");
    }
}
