package io.spotcluster.infra.configuration;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** That of the platform, and those of its machines. */
    public Set<String> allRegions() {
        Set<String> regions = new LinkedHashSet<>(List.of(region));
        workers.ifPresent(machines -> machines.regions().forEach(place -> regions.add(place.region())));
        return regions;
    }

    public record Domain(String name, String certificate, Optional<HostedZone> hostedZone) {}

    public record HostedZone(String id, String name) {}

    public record OwnFront(String rootUrl) {}

    public record Workers(
            String workerPoolId,
            Platform platform,
            List<String> instanceTypes,
            boolean spot,
            int diskGigabytes,
            String maxTaskRunTime,
            Optional<List<Platform>> imagePlatforms,
            List<Place> regions) {
        public Workers {
            instanceTypes = List.copyOf(instanceTypes);
            imagePlatforms = imagePlatforms.map(List::copyOf);
            regions = List.copyOf(regions);
        }

        /** The platforms that images are built for in each region. */
        public List<Platform> images() {
            return imagePlatforms.orElseGet(() -> List.of(platform));
        }

        /** Whether the pool's machines start from an image of ours. */
        public boolean startsFromOwnImage() {
            return images().contains(platform);
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
