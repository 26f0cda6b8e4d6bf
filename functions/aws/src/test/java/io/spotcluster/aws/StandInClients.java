package io.spotcluster.aws;

import io.spotcluster.aws.clients.AwsClients;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The clients of a function, for a stand-in. Where it cannot be had, the tests of the class are skipped, and say so. */
public final class StandInClients implements ExecutionCondition, BeforeAllCallback {
    private final AwsStandIn standIn;
    private Optional<URI> endpoint = Optional.empty();
    private Optional<AwsClients> clients = Optional.empty();

    public StandInClients(AwsStandIn standIn) {
        this.standIn = standIn;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return standIn.missing()
                .map(reason -> {
                    // Reports show skipped tests without their reason.
                    System.err.printf("SKIPPED %s: %s%n", context.getDisplayName(), reason);
                    return ConditionEvaluationResult.disabled(reason);
                })
                .orElse(ConditionEvaluationResult.enabled("can be started"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        endpoint = Optional.of(standIn.endpoint(context));
        clients = Optional.of(AwsClients.of(environment()));
    }

    public AwsClients clients() {
        return clients.orElseThrow();
    }

    /** As Lambda would give it to a function. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_ENDPOINT_URL", endpoint.orElseThrow().toString());
    }
}
