package io.spotcluster.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.ConfigurationFile;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final String MACHINES = """
            {"region": "us-east-1", "size": "dev", "requestsPerSecond": 5000,
             "workers": {"instanceTypes": ["c7g.large"], "regions": [
                {"region": "us-east-1", "size": 0}, {"region": "us-west-2", "size": 40}]}}""";

    private static List<String> lines(String configuration, double quota) {
        return Quotas.lines(parsed(configuration), (_, _) -> OptionalDouble.of(quota));
    }

    private static Configuration parsed(String text) {
        try {
            return ConfigurationFile.parse("test", text);
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void whatSufficesIsTold() {
        assertThat(lines(MACHINES, 5000))
                .containsExactly(
                        "us-east-1: 5000 requests a second through API Gateway",
                        "us-east-1: 5000 tables",
                        "us-west-2: 5000 virtual processors of spot instances");
    }

    @Test
    void whatDoesNotIsAWarningWithTheCommandThatAsksForMore() {
        assertThat(lines(MACHINES, 64))
                .contains(
                        "warning: us-west-2: the account may have 64 virtual processors of spot instances, and at least 80 are wanted. Ask for more: aws service-quotas request-service-quota-increase --region us-west-2 --service-code ec2 --quota-code L-34B43A08 --desired-value 80",
                        "us-east-1: 64 tables")
                .anyMatch(line -> line.startsWith("warning: us-east-1: the account may have 64 requests a second"));
    }

    @Test
    void machinesOnDemandHaveAQuotaOfTheirOwn() {
        assertThat(lines(MACHINES.replace("\"instanceTypes\"", "\"spot\": false, \"instanceTypes\""), 5000))
                .last()
                .isEqualTo("us-west-2: 5000 virtual processors of instances on demand");
    }

    @Test
    void whatCannotBeToldIsSaidSo() {
        assertThat(Quotas.lines(
                        parsed("{\"region\": \"us-east-1\", \"size\": \"dev\"}"), (_, _) -> OptionalDouble.empty()))
                .hasSize(2)
                .allMatch(line -> line.startsWith("warning: us-east-1: cannot tell the quota of"))
                .first()
                .asString()
                .contains("--service-code apigateway --quota-code L-8A5B8E43");
    }
}
