package io.spotcluster.infra.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? OptionalDouble.of(Double.parseDouble(answer)) : OptionalDouble.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        }
    }
}
