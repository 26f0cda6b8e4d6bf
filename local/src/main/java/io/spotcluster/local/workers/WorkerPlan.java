package io.spotcluster.local.workers;

import io.spotcluster.api.authentication.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * Which workers are to run.
 *
 * @param folder where each has a folder of its own, named for its workerId
 * @param count 0 or more
 * @param credentials for a workerId; asked for before each start
 * @param idleTimeout after which a worker without tasks ends, and is started anew while this program runs. It is what ends
 *     the workers of a program that was killed and never came back
 */
public record WorkerPlan(
        Path folder,
        int count,
        String rootUrl,
        String workerPoolId,
        String workerGroup,
        Function<String, Credentials> credentials,
        Duration idleTimeout,
        JavaCommand command) {}
