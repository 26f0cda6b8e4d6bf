package io.spotcluster.configuration;

import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.retention.RetentionPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an instance's configuration file says ({@code docs/manual/configuration.md} describes it).
 *
 * @param retention how long which tasks and artifacts are kept at most
 * @param taskQueues rules of single task queues
 * @param auth clients, sign-in, and access to other systems
 * @param rateLimits of all services together
 */
public record Configuration(
        RetentionPolicies retention, TaskQueueRules taskQueues, AuthConfiguration auth, RateLimits rateLimits) {
    /** Nothing is configured. */
    public static final Configuration NONE =
            new Configuration(RetentionPolicies.NONE, TaskQueueRules.NONE, AuthConfiguration.NONE, RateLimits.NONE);

    /** The file that counts if no other is named, in the data folder. */
    public static final String FILE = "config.yml";

    /**
     * @param environment where the file may say that secrets are
     * @throws IOException when the file cannot be read, or has faults; the message names every one of them
     */
    public static Configuration read(Path file, Map<String, String> environment) throws IOException {
        return ConfigurationFile.read(file, environment).configuration();
    }
}
