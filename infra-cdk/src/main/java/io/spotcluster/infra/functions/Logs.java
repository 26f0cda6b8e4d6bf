package io.spotcluster.infra.functions;

import io.spotcluster.infra.configuration.Size;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Logs are kept shortly, and go with their stack. */
public final class Logs {
    private Logs() {}

    public static LogGroup group(Construct scope, String id, String name, Size size) {
        return LogGroup.Builder.create(scope, id)
                .logGroupName(name)
                .retention(
                        switch (size) {
                            case DEV -> RetentionDays.THREE_DAYS;
                            case PROD -> RetentionDays.TWO_WEEKS;
                        })
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }
}
