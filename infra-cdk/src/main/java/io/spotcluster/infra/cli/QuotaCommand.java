package io.spotcluster.infra.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Quotas as AWS's own command line tells them: it is one question, and no other needs that client of the SDK. */
final class QuotaCommand implements Quotas.Lookup {
    @Override
    public OptionalDouble of(String region, Quotas.Quota quota) {
        // What was never raised is known as the default only.
        OptionalDouble applied = ask(region, quota, "get-service-quota");
        return applied.isPresent() ? applied : ask(region, quota, "get-aws-default-service-quota");
    }

    private static OptionalDouble ask(String region, Quotas.Quota quota, String question) {
        List<String> line = new ArrayList<>(List.of("aws", "--region", region, "service-quotas", question));
        line.addAll(List.of("--service-code", quota.service(), "--quota-code", quota.code()));
        line.addAll(List.of("--query", "Quota.Value", "--output", "text"));
        try {
            return OptionalDouble.of(
                    Double.parseDouble(new OtherProgram(line).outputIfAny().strip()));
        } catch (CommandFailed | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
