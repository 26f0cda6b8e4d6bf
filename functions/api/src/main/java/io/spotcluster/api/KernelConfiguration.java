package io.spotcluster.api;

import io.spotcluster.api.limits.RateLimits;
import java.time.Clock;

/**
 * How a kernel is set up.
 *
 * @param rootUrl of the deployment, without a slash at the end
 * @param bodyLimit in bytes; a larger body is refused with InputTooLarge
 * @param clock for the times in replies
 * @param version for {@code __version__}
 * @param checkReplies whether each reply is checked by its output schema, and a fault becomes an internal error
 * @param rateLimits for all services together
 */
public record KernelConfiguration(
        String rootUrl, int bodyLimit, Clock clock, Version version, boolean checkReplies, RateLimits rateLimits) {
    /** 5 MB: what a Lambda function accepts (6 MB), less what surrounds the body. */
    public static final int BODY_LIMIT = 5 * 1000 * 1000;

    /** The version of a program, in the form that Dockerflow asks for. */
    public record Version(String version, String commit, String source, String build) {
        public static final Version UNKNOWN = new Version("unknown", "unknown", "unknown", "unknown");
    }

    public KernelConfiguration {
        if (rootUrl.endsWith("/")) {
            throw new IllegalArgumentException("the root URL '" + rootUrl + "' ends with a slash");
        }
    }

    /** With the usual limit. Replies are checked where assertions are on: in tests, and not in production. */
    public static KernelConfiguration of(String rootUrl, Clock clock) {
        return new KernelConfiguration(
                rootUrl,
                BODY_LIMIT,
                clock,
                Version.UNKNOWN,
                KernelConfiguration.class.desiredAssertionStatus(),
                RateLimits.NONE);
    }

    public KernelConfiguration withVersion(Version newVersion) {
        return new KernelConfiguration(rootUrl, bodyLimit, clock, newVersion, checkReplies, rateLimits);
    }

    public KernelConfiguration withCheckReplies(boolean newCheckReplies) {
        return new KernelConfiguration(rootUrl, bodyLimit, clock, version, newCheckReplies, rateLimits);
    }

    public KernelConfiguration withRateLimits(RateLimits newRateLimits) {
        return new KernelConfiguration(rootUrl, bodyLimit, clock, version, checkReplies, newRateLimits);
    }

    boolean isHttps() {
        return rootUrl.startsWith("https:");
    }
}
