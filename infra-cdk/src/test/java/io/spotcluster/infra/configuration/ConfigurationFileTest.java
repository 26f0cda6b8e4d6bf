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
        assertThat(workers.platform()).isEqualTo(Platform.LINUX_ARM64);
        assertThat(workers.images()).containsExactly(Platform.LINUX_ARM64);
        assertThat(workers.startsFromOwnImage()).isTrue();
        assertThat(workers.regions().getFirst().size()).isZero();
    }

    @Test
    void imagesAreThoseThatAreNamedOrNone() throws ConfigurationException {
        assertThat(images("[\"windows-x86_64\", \"linux-arm64\"]").images())
                .containsExactly(Platform.WINDOWS_X86_64, Platform.LINUX_ARM64);
        assertThat(images("[]").images()).isEmpty();
        assertThat(images("[]").startsFromOwnImage()).isFalse();
        assertThatThrownBy(() -> images("[\"windows-arm64\"]"))
                .hasMessageContaining("$.workers.imagePlatforms[0]")
                .hasMessageContaining("windows-arm64");
    }

    private static Configuration.Workers images(String platforms) throws ConfigurationException {
        return ConfigurationFile.parse("file", """
                        {"region": "us-east-1", "size": "dev",
                         "workers": {"instanceTypes": ["c7g.large"], "imagePlatforms": %s, "regions": [{"region": "us-west-2"}]}}""".formatted(platforms))
                .workers()
                .orElseThrow();
    }

    @Test
    void aDiskThatAWindowsMachineCannotStartFromIsRefusedBesideOtherFaults() {
        assertThatThrownBy(() -> ConfigurationFile.parse("file", """
                        {"region": "us-east-1", "size": "dev",
                         "workers": {"platform": "windows-x86_64", "diskGigabytes": 20,
                           "instanceTypes": ["m6i.large"], "regions": [{"region": "eu-west-9"}]}}"""))
                .hasMessageContaining(
                        "$.workers.diskGigabytes: a machine of the platform windows-x86_64 needs 30 at least; it is 20")
                .hasMessageContaining("$.workers.regions[0].region");
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
