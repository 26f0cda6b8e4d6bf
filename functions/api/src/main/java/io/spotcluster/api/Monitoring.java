package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods that every service has, given here once; the names and routes are those of Dockerflow and Taskcluster. */
final class Monitoring {
    private static final String CATEGORY = "Monitoring";

    private final KernelConfiguration configuration;
    private final Instant started;

    Monitoring(KernelConfiguration configuration) {
        this.configuration = configuration;
        this.started = configuration.clock().instant();
    }

    /** A service with these methods around its own, where a reference has them. */
    Service addTo(Service service) {
        List<ApiMethod> methods = new ArrayList<>(List.of(ping(), loadBalancerHeartbeat(), version()));
        methods.addAll(service.methods());
        methods.add(heartbeat());
        return service.withMethods(methods);
    }

    private ApiMethod ping() {
        return ApiMethod.named("ping")
                .get("/ping")
                .title("Is the service there?")
                .description("Answers at once, with the number of seconds since it was started.")
                .category(CATEGORY)
                .handler((_, _) -> Reply.of(Map.of(
                        "alive",
                        true,
                        "uptime",
                        Duration.between(started, configuration.clock().instant())
                                        .toMillis()
                                / 1000.0)));
    }

    private ApiMethod loadBalancerHeartbeat() {
        return ApiMethod.named("lbheartbeat")
                .get("/__lbheartbeat__")
                .title("Heartbeat for load balancers")
                .description("Answers at once, and looks at nothing that the service depends on.")
                .category(CATEGORY)
                .handler((_, _) -> Reply.empty());
    }

    private ApiMethod version() {
        return ApiMethod.named("version")
                .get("/__version__")
                .title("Version of the program")
                .description("What runs here: version, commit, source and build, as a Dockerflow version object.")
                .category(CATEGORY)
                .handler((_, _) -> Reply.of(configuration.version()));
    }

    private static ApiMethod heartbeat() {
        return ApiMethod.named("heartbeat")
                .get("/__heartbeat__")
                .title("Heartbeat")
                .description("Answers as long as the service can take requests.")
                .category(CATEGORY)
                .handler((_, _) -> Reply.empty());
    }
}
