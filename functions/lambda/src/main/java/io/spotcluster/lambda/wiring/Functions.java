package io.spotcluster.lambda.wiring;

import io.spotcluster.aws.clients.AwsClients;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Variable;
import io.spotcluster.lambda.gateway.GatewayFunction;
import io.spotcluster.lambda.sources.FeedFunction;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.lambda.sources.WorkFunction;
import io.spotcluster.queue.tables.QueueTables;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the function that the environment names: one line for each function of the catalogue. */
public final class Functions {
    private static final Map<FunctionDefinition, Function<Parts, LambdaFunction>> MAKERS = Map.ofEntries(
            Map.entry(
                    FunctionCatalog.AUTH_API,
                    parts -> new GatewayFunction(parts.http(parts.auth().api()))),
            Map.entry(
                    FunctionCatalog.LOGIN_API,
                    parts -> new GatewayFunction(parts.http(parts.auth().login()))),
            Map.entry(
                    FunctionCatalog.QUEUE_API,
                    parts -> new GatewayFunction(parts.http(parts.queue().api()))),
            Map.entry(
                    FunctionCatalog.REFERENCES,
                    parts -> new GatewayFunction(parts.http(
                            parts.auth().api(),
                            parts.auth().login(),
                            parts.queue().api()))),
            Map.entry(
                    FunctionCatalog.QUEUE_TASK_FEED,
                    parts -> new FeedFunction(
                            QueueTables.TASKS, new QueueFeed(parts.queue().feed()))),
            Map.entry(
                    FunctionCatalog.QUEUE_GROUP_FEED,
                    parts -> new FeedFunction(
                            QueueTables.GROUPS, new QueueFeed(parts.queue().feed()))),
            Map.entry(
                    FunctionCatalog.QUEUE_WORK,
                    parts -> new WorkFunction(parts.queue().worker()::work)),
            Map.entry(
                    FunctionCatalog.QUEUE_SWEEPER,
                    parts -> called(
                            () -> parts.queue().sweeper().sweep(parts.clock().instant()))),
            Map.entry(
                    FunctionCatalog.QUEUE_METRICS,
                    parts -> called(new BacklogFigures(
                            parts.queue().backlog(), parts.settings().get(new Variable.Deployment()), parts.clock()))),
            Map.entry(
                    FunctionCatalog.AUTH_CHORES,
                    parts -> called(() -> parts.auth().chores().expire())),
            Map.entry(FunctionCatalog.SETUP, parts -> called(new Setup(parts))));

    private static final byte[] NOTHING = "null".getBytes(StandardCharsets.UTF_8);

    private Functions() {}

    /** @throws IllegalArgumentException naming every fault of the environment */
    public static LambdaFunction of(Map<String, String> environment) {
        String name = environment.getOrDefault(new Variable.Function().name(), "");
        Optional<FunctionDefinition> function = FunctionCatalog.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
        FunctionDefinition found =
                function.orElseThrow(() -> new IllegalArgumentException("%s is '%s'; one of %s was expected"
                        .formatted(
                                new Variable.Function().name(),
                                name,
                                FunctionCatalog.ALL.stream()
                                        .map(FunctionDefinition::name)
                                        .toList())));
        Settings settings = new Settings(found, environment);
        Parts parts =
                new Parts(settings, Delivered.inPackage(environment), AwsClients.of(environment), Clock.systemUTC());
        return Optional.ofNullable(MAKERS.get(found)).orElseThrow().apply(parts);
    }

    private static LambdaFunction called(Runnable work) {
        return _ -> {
            work.run();
            return NOTHING;
        };
    }
}
