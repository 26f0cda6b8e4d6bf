package io.spotcluster.infra;

import io.spotcluster.infra.api.ApiStack;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.data.DataStack;
import io.spotcluster.infra.events.EventsStack;
import io.spotcluster.infra.functions.FunctionPackage;
import io.spotcluster.infra.functions.Ground;
import io.spotcluster.infra.images.ImagesStack;
import io.spotcluster.infra.observability.ObservabilityStack;
import io.spotcluster.infra.workers.WorkersStack;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;

/** All stacks of a deployment. What a stack uses comes from stacks before it: docs/adr/0014 tells how they are cut. */
public record Deployment(DataStack data, EventsStack events, ApiStack api) {
    /** The names of the stacks that hold what commands ask for. */
    public static String dataStack(String deployment) {
        return deployment + "-data";
    }

    public static String eventsStack(String deployment) {
        return deployment + "-events";
    }

    public static String apiStack(String deployment) {
        return deployment + "-api";
    }

    /**
     * An app with the features of CDK that the stacks rely on.
     *
     * @param output where its cloud assembly goes
     */
    public static App app(Path output) {
        return new App(AppProps.builder()
                .outdir(output.toString())
                // What a later stack uses cannot be deleted from under it.
                .context(Map.of("@aws-cdk/core:defaultCrossStackReferences", "strong"))
                .build());
    }

    /**
     * @param services what is configured for them, which decides what some functions may do
     * @param account that the stacks go to
     * @param bundles the folder where worker-ami/bundle puts its archives
     */
    public static Deployment of(
            App app,
            Configuration configuration,
            Services services,
            String account,
            FunctionPackage functionPackage,
            Path bundles) {
        Environment home = Environment.builder()
                .account(account)
                .region(configuration.region())
                .build();
        String name = configuration.deployment();
        DataStack data =
                new DataStack(app, dataStack(name), props(home, configuration, "what must not be lost"), configuration);
        Ground ground = Ground.on(configuration, services, functionPackage, data);
        EventsStack events = new EventsStack(
                app, eventsStack(name), props(home, configuration, "feeds, queues and the clock"), ground);
        ApiStack api = new ApiStack(
                app,
                apiStack(name),
                props(home, configuration, "the way in"),
                configuration,
                ground.with(events.messages()));
        new ObservabilityStack(
                app,
                name + "-observability",
                props(home, configuration, "dashboard and alarms"),
                configuration,
                data,
                events,
                api);
        configuration
                .workers()
                .ifPresent(workers -> workers.regions()
                        .forEach(place -> machines(app, configuration, account, workers, place, bundle(bundles))));
        Tags.of(app).add("spotcluster:deployment", name);
        return new Deployment(data, events, api);
    }

    private static void machines(
            App app,
            Configuration configuration,
            String account,
            Configuration.Workers workers,
            Configuration.Place place,
            Path bundle) {
        Environment there =
                Environment.builder().account(account).region(place.region()).build();
        WorkersStack machines = new WorkersStack(
                app,
                "%s-workers-%s".formatted(configuration.deployment(), place.region()),
                props(there, configuration, "machines"),
                configuration,
                workers,
                place,
                bundle);
        if (!workers.images().isEmpty()) {
            new ImagesStack(
                    app,
                    imagesStack(configuration.deployment(), place.region()),
                    props(there, configuration, "images of machines"),
                    configuration,
                    workers.images(),
                    machines.network(),
                    bundle);
        }
    }

    public static String imagesStack(String deployment, String region) {
        return "%s-images-%s".formatted(deployment, region);
    }

    /** Where worker-ami/bundle puts the worker for all platforms. */
    public static Path bundle(Path bundles) {
        return bundles.resolve("spotcluster-worker-any.tar.gz");
    }

    private static StackProps props(Environment environment, Configuration configuration, String what) {
        return StackProps.builder()
                .env(environment)
                .description("Spotcluster %s: %s".formatted(configuration.deployment(), what))
                .terminationProtection(configuration.size().keepsData())
                .build();
    }
}
