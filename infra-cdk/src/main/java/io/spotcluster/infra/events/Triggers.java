package io.spotcluster.infra.events;

import io.spotcluster.aws.dynamodb.FeedFilter;
import io.spotcluster.infra.functions.Ground;
import io.spotcluster.infra.functions.PlatformFunction;
import io.spotcluster.lambda.catalog.Trigger;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.lambda.EventSourceMapping;
import software.amazon.awscdk.services.lambda.StartingPosition;

/** What calls the functions that answer no requests. */
public final class Triggers {
    /** The name of the output that names the function to call after a deployment. */
    public static final String CALLED_AT_DEPLOYMENT = "CalledAtDeployment";

    /** A shard of a feed is handled by so many calls at once; the records of one partition key stay in order. */
    private static final int CALLS_FOR_EACH_SHARD = 4;

    private Triggers() {}

    public static void attach(PlatformFunction function, Ground ground) {
        switch (function.definition().trigger()) {
            case Trigger.Feed feed -> follow(function, feed, ground);
            case Trigger.Work work -> receive(function, work, ground);
            case Trigger.Schedule(var every) ->
                Rule.Builder.create(function, "Schedule")
                        .description("Calls " + function.definition().name())
                        .schedule(Schedule.rate(Duration.seconds(every.toSeconds())))
                        .targets(List.of(LambdaFunction.Builder.create(function.function())
                                // The next minute brings another.
                                .retryAttempts(0)
                                .build()))
                        .build();
            // `./spotcluster deploy` calls it: CDK's way would be one more function, which may call others.
            case Trigger.Deployment() ->
                CfnOutput.Builder.create(function, "AtDeployment")
                        .description("Called after each deployment")
                        .value(function.function().getFunctionName())
                        .build()
                        .overrideLogicalId(CALLED_AT_DEPLOYMENT);
            case Trigger.Http _ -> throw new IllegalArgumentException("requests come by the API stack");
        }
    }

    private static void follow(PlatformFunction function, Trigger.Feed feed, Ground ground) {
        EventSourceMapping.Builder.create(function, "Feed")
                .target(function.function())
                .eventSourceArn(ground.stream(feed.table()))
                .startingPosition(StartingPosition.TRIM_HORIZON)
                .batchSize(feed.batch())
                .maxBatchingWindow(Duration.seconds(feed.window().toSeconds()))
                .parallelizationFactor(CALLS_FOR_EACH_SHARD)
                .reportBatchItemFailures(true)
                // After a call that ended without an answer, out of time or memory, smaller ones get further.
                .bisectBatchOnError(true)
                .filters(List.of(Map.of("pattern", FeedFilter.pattern(feed.table()))))
                .build()
                .getNode()
                .addDependency(function.policy());
    }

    private static void receive(PlatformFunction function, Trigger.Work work, Ground ground) {
        EventSourceMapping.Builder.create(function, "Work")
                .target(function.function())
                .eventSourceArn(ground.queue(work.queue()).getQueueArn())
                .batchSize(work.batch())
                .reportBatchItemFailures(true)
                .build()
                .getNode()
                .addDependency(function.policy());
    }
}
