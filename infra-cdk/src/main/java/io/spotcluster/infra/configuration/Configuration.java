package io.spotcluster.infra.configuration;

import java.util.List;
import java.util.Optional;

/**
 * A deployment as its operator wants it. Each field is described in {@code schemas/deployment/v1/configuration.json}, which
 * also has the defaults.
 */
public record Configuration(
        String deployment,
        Optional<String> account,
        String region,
        Size size,
        Optional<Domain> domain,
        Optional<OwnFront> ownFront,
        Optional<String> services,
        int requestsPerSecond,
        Optional<Workers> workers,
        List<String> alarmEmails,
        Optional<Budget> budget) {
    public Configuration {
        alarmEmails = List.copyOf(alarmEmails);
    }

    public record Domain(String name, String certificate, Optional<HostedZone> hostedZone) {}

    public record HostedZone(String id, String name) {}

    public record OwnFront(String rootUrl) {}

    public record Workers(
            String workerPoolId,
            Architecture architecture,
            List<String> instanceTypes,
            boolean spot,
            int diskGigabytes,
            String maxTaskRunTime,
            List<Place> regions) {
        public Workers {
            instanceTypes = List.copyOf(instanceTypes);
            regions = List.copyOf(regions);
        }
    }

    /** Where machines run, and how many. */
    public record Place(String region, int size, Optional<ExistingVpc> vpc) {}

    public record ExistingVpc(String id, List<String> subnets) {
        public ExistingVpc {
            subnets = List.copyOf(subnets);
        }
    }

    public record Budget(int monthlyDollars, List<String> emails) {
        public Budget {
            emails = List.copyOf(emails);
        }
    }
}
