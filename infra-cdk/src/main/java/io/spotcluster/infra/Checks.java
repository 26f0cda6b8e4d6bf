package io.spotcluster.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.CfnElement;
import software.amazon.awscdk.Stack;
import software.constructs.IConstruct;

/** Findings of cdk-nag that are meant so. Each has its reason beside it; there is no list elsewhere. */
public final class Checks {
    private Checks() {}

    /**
     * @param rule for example {@code AwsSolutions-S1}
     * @param reason a sentence for the reviewer
     */
    public static void accept(IConstruct construct, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }

    /**
     * For a wildcard in a policy.
     *
     * @param finding as cdk-nag writes it, with {@code %s} for the logical id: for example {@code Resource::<%s.Arn>/*}
     * @param resource whose ARN the wildcard follows
     */
    public static void acceptWildcard(IConstruct construct, String finding, IConstruct resource, String reason) {
        CfnElement element =
                (CfnElement) Objects.requireNonNull(resource.getNode().getDefaultChild());
        String id = Stack.of(resource).getLogicalId(element);
        acceptWildcards(construct, List.of(finding.formatted(id)), reason);
    }

    /** @param findings as cdk-nag writes them */
    public static void acceptWildcards(IConstruct construct, List<String> findings, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .appliesTo(findings)
                        .reason(reason)
                        .build()),
                true);
    }
}
