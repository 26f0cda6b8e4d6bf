package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** What must be so before anything is deployed. Everything that is not is told at once, with what to do about it. */
final class Preflight {
    /** Where `cdk bootstrap` writes its version, and the least that our stacks need. */
    private static final String BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version";

    private static final int BOOTSTRAP_VERSION = 21;

    /** New accounts have 10; each request and each batch of a feed needs one while it lasts. */
    private static final int SENSIBLE_CONCURRENCY = 100;

    private final Configuration configuration;
    private final Aws aws;
    private final Consumer<String> say;
    private final List<String> faults = new ArrayList<>();

    private Preflight(Configuration configuration, Aws aws, Consumer<String> say) {
        this.configuration = configuration;
        this.aws = aws;
        this.say = say;
    }

    /**
     * @return the account that the credentials belong to
     * @throws CommandFailed listing all that is missing
     */
    static String check(Configuration configuration, Aws aws, Consumer<String> say) throws CommandFailed {
        return new Preflight(configuration, aws, say).check();
    }

    private String check() throws CommandFailed {
        String account = account();
        for (String region : configuration.allRegions()) {
            checkBootstrap(account, region);
        }
        checkConcurrency();
        Quotas.lines(configuration, new QuotaCommand()).forEach(say);
        if (!faults.isEmpty()) {
            throw new CommandFailed(ExitCode.NOT_READY, "not ready to deploy:\n  " + String.join("\n  ", faults));
        }
        return account;
    }

    private String account() throws CommandFailed {
        String account;
        try {
            account = aws.account(configuration.region());
        } catch (SdkException e) {
            throw new CommandFailed(
                    ExitCode.NOT_READY,
                    "no usable AWS credentials: %s\n  Set AWS_PROFILE, or sign in with `aws sso login`; check with `aws sts get-caller-identity`"
                            .formatted(e.getMessage()));
        }
        configuration
                .account()
                .filter(wanted -> !wanted.equals(account))
                .ifPresent(wanted ->
                        faults.add("the credentials belong to account %s, the configuration says %s: use others"
                                .formatted(account, wanted)));
        say.accept("account %s, region %s".formatted(account, configuration.region()));
        return account;
    }

    private void checkBootstrap(String account, String region) {
        try {
            int version = Integer.parseInt(aws.parameter(region, BOOTSTRAP_PARAMETER));
            if (version < BOOTSTRAP_VERSION) {
                faults.add("%s: the CDK bootstrap stack has version %d, %d is the least: repeat with --bootstrap"
                        .formatted(region, version, BOOTSTRAP_VERSION));
            } else {
                say.accept("%s: CDK bootstrap stack, version %d".formatted(region, version));
            }
        } catch (ParameterNotFoundException e) {
            faults.add("%s: CDK has not been bootstrapped for account %s: repeat with --bootstrap"
                    .formatted(region, account));
        } catch (SdkException e) {
            faults.add("%s: cannot tell whether CDK was bootstrapped: %s".formatted(region, e.getMessage()));
        }
    }

    /** A quota that does not suffice slows the deployment down; it does not break it. */
    private void checkConcurrency() {
        try {
            int quota = aws.functionConcurrency(configuration.region());
            if (quota < SENSIBLE_CONCURRENCY) {
                say.accept(
                        "warning: %s: Lambda runs at most %d calls at once in this account; more are refused. Ask for %d or more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"
                                .formatted(configuration.region(), quota, SENSIBLE_CONCURRENCY));
            } else {
                say.accept("%s: %d Lambda calls at once".formatted(configuration.region(), quota));
            }
        } catch (SdkException e) {
            say.accept("warning: %s: cannot tell Lambda's quota: %s".formatted(configuration.region(), e.getMessage()));
        }
    }
}
