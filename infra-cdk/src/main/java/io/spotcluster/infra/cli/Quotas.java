package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What AWS lets an account have, beside what the configuration wants. A quota that does not suffice slows a deployment down, or
 * keeps machines from starting; it breaks nothing, so it is told as a warning, with the command that asks for more.
 */
final class Quotas {
    /** A quota, as Service Quotas names it. */
    record Quota(String service, String code, String what) {
        static final Quota SPOT_CPUS = new Quota("ec2", "L-34B43A08", "virtual processors of spot instances");
        static final Quota CPUS = new Quota("ec2", "L-1216C47A", "virtual processors of instances on demand");
        static final Quota REQUESTS = new Quota("apigateway", "L-8A5B8E43", "requests a second through API Gateway");
        static final Quota TABLES = new Quota("dynamodb", "L-F98FE922", "tables");
    }

    /** Looks quotas up. */
    @FunctionalInterface
    interface Lookup {
        /** Empty, if it cannot be told. */
        OptionalDouble of(String region, Quota quota);
    }

    /** What most types of instances have at least. */
    private static final int CPUS_OF_A_MACHINE = 2;

    private final Lookup lookup;
    private final List<String> lines = new ArrayList<>();

    private Quotas(Lookup lookup) {
        this.lookup = lookup;
    }

    /** A line for each quota that matters, those that do not suffice as warnings. */
    static List<String> lines(Configuration configuration, Lookup lookup) {
        Quotas quotas = new Quotas(lookup);
        quotas.compare(configuration.region(), Quota.REQUESTS, configuration.requestsPerSecond());
        quotas.compare(configuration.region(), Quota.TABLES, FunctionCatalog.TABLES.size());
        configuration
                .workers()
                .ifPresent(workers -> workers.regions().stream()
                        .filter(place -> place.size() > 0)
                        .forEach(place -> quotas.compare(
                                place.region(),
                                workers.spot() ? Quota.SPOT_CPUS : Quota.CPUS,
                                CPUS_OF_A_MACHINE * place.size())));
        return List.copyOf(quotas.lines);
    }

    private void compare(String region, Quota quota, int wanted) {
        OptionalDouble allowed = lookup.of(region, quota);
        if (allowed.isEmpty()) {
            lines.add(
                    "warning: %s: cannot tell the quota of %s; %d are wanted: aws service-quotas get-service-quota --region %s --service-code %s --quota-code %s"
                            .formatted(region, quota.what(), wanted, region, quota.service(), quota.code()));
        } else if (allowed.getAsDouble() < wanted) {
            lines.add(
                    "warning: %s: the account may have %s %s, and at least %d are wanted. Ask for more: aws service-quotas request-service-quota-increase --region %s --service-code %s --quota-code %s --desired-value %d"
                            .formatted(
                                    region,
                                    text(allowed.getAsDouble()),
                                    quota.what(),
                                    wanted,
                                    region,
                                    quota.service(),
                                    quota.code(),
                                    wanted));
        } else {
            lines.add("%s: %s %s".formatted(region, text(allowed.getAsDouble()), quota.what()));
        }
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
