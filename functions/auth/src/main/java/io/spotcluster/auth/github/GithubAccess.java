package io.spotcluster.auth.github;

import io.spotcluster.api.configuration.ConfigurationDocument;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The GitHub apps in whose name tokens are made: {@code auth.github} of the configuration.
 *
 * @param apiUrl of GitHub's REST API
 * @param apps by the name that scopes use
 */
public record GithubAccess(String apiUrl, Map<String, App> apps) {
    public GithubAccess {
        apps = Map.copyOf(apps);
    }

    /** @param appId the app's number or client ID */
    public record App(String appId, PrivateKey key) {
        /** Without the key. */
        @Override
        public String toString() {
            return "App[%s]".formatted(appId);
        }
    }

    /** Nothing, if no app is configured. */
    public static Optional<GithubAccess> read(ConfigurationDocument document) {
        JsonNode github = document.at("/auth/github");
        if (github.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, App> apps = new TreeMap<>();
        github.path("apps").forEachEntry((name, app) -> {
            String path = "$.auth.github.apps.%s.privateKey".formatted(name);
            document.secret(path, app.path("privateKey"))
                    .ifPresent(pem -> RsaKeys.read(pem.reveal())
                            .ifPresentOrElse(
                                    key -> apps.put(
                                            name, new App(app.path("appId").stringValue(), key)),
                                    () -> document.fault(path, "it is no RSA private key in PEM")));
        });
        return Optional.of(new GithubAccess(github.path("apiUrl").stringValue(), apps));
    }
}
