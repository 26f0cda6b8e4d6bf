package io.spotcluster.auth.sentry;

import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.configuration.SecretText;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The Sentry organisation whose projects get keys: {@code auth.sentry} of the configuration.
 *
 * @param team gets projects that were not there
 * @param keyPrefix begins the names of our keys
 */
public record SentryAccess(String url, String organization, String team, String keyPrefix, SecretText authToken) {
    /** Nothing, if Sentry is not configured. */
    public static Optional<SentryAccess> read(ConfigurationDocument document) {
        JsonNode sentry = document.at("/auth/sentry");
        if (sentry.isMissingNode()) {
            return Optional.empty();
        }
        return document.secret("$.auth.sentry.authToken", sentry.path("authToken"))
                .map(token -> new SentryAccess(
                        sentry.path("url").stringValue(),
                        sentry.path("organization").stringValue(),
                        sentry.path("team").stringValue(),
                        sentry.path("keyPrefix").stringValue(),
                        token));
    }
}
