package io.spotcluster.local.deployment;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The deployment that the environment names, as every Taskcluster client reads it. */
public final class Deployment implements AutoCloseable {
    private final ApiClient client;
    private final Optional<Credentials> credentials;

    private Deployment(ApiClient client, Optional<Credentials> credentials) {
        this.client = client;
        this.credentials = credentials;
    }

    /** @throws IllegalArgumentException naming every variable that is missing or wrong */
    public static Deployment of(Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        String rootUrl = environment.getOrDefault("TASKCLUSTER_ROOT_URL", "").replaceFirst("/+$", "");
        if (!rootUrl.matches("https?://[^/?# ]+")) {
            faults.add(
                    rootUrl.isEmpty()
                            ? "TASKCLUSTER_ROOT_URL is not set: in local mode, source the env.sh of its data folder"
                            : "TASKCLUSTER_ROOT_URL is '%s'; http(s)://HOST[:PORT] was expected".formatted(rootUrl));
        }
        Optional<String> clientId = present(environment, "TASKCLUSTER_CLIENT_ID");
        Optional<String> accessToken = present(environment, "TASKCLUSTER_ACCESS_TOKEN");
        if (clientId.isPresent() != accessToken.isPresent()) {
            faults.add("of TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN only one is set");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        Optional<Credentials> credentials = clientId.flatMap(id -> accessToken.map(
                token -> new Credentials(id, new AccessToken(token), present(environment, "TASKCLUSTER_CERTIFICATE"))));
        return new Deployment(ApiClient.of(rootUrl), credentials);
    }

    public ApiClient client() {
        return client;
    }

    /** Empty, if the environment has none: calls are anonymous then. */
    public Optional<Credentials> credentials() {
        return credentials;
    }

    private static Optional<String> present(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    /** @throws IOException when there is no answer, or it is an error */
    public JsonNode call(ApiCall call) throws IOException, InterruptedException {
        return (credentials.isPresent() ? client.call(call, credentials.get()) : client.call(call)).body();
    }

    @Override
    public void close() {
        client.close();
    }
}
