package io.spotcluster.auth.clients;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.scopes.ScopeSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A client that comes with a deployment.
 *
 * @param clientId under {@link ClientHandlers#STATIC}
 */
public record StaticClient(String clientId, String description, List<String> scopes, AccessToken accessToken) {
    /** Those that Taskcluster's own services have; their scopes are not the operator's to choose. */
    private static final String OWN = ClientHandlers.STATIC + "taskcluster/";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,66}");

    public StaticClient {
        scopes = List.copyOf(scopes);
    }

    /** {@code auth.staticClients} of the configuration. */
    public static List<StaticClient> readAll(ConfigurationDocument document) {
        List<StaticClient> clients = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode client : document.at("/auth/staticClients")) {
            String path = "$.auth.staticClients[%d]".formatted(index++);
            String clientId = client.path("clientId").stringValue();
            if (clientId.startsWith(OWN)) {
                document.fault(path + ".clientId", "'%s' is one of Taskcluster's own clients".formatted(clientId));
            }
            if (!names.add(clientId)) {
                document.fault(path + ".clientId", "'%s' stands there twice".formatted(clientId));
            }
            List<String> scopes = new ArrayList<>();
            for (JsonNode scope : client.path("scopes")) {
                scopes.add(scope.stringValue());
                if (!ScopeSet.isScope(scope.stringValue())
                        || scope.stringValue().endsWith("**")) {
                    document.fault(
                            path + ".scopes", "'%s' is no scope that a client can have".formatted(scope.stringValue()));
                }
            }
            readToken(document, path + ".accessToken", client.path("accessToken"))
                    .ifPresent(token -> clients.add(new StaticClient(
                            clientId, client.path("description").stringValue(), scopes, token)));
        }
        return clients;
    }

    /** Nothing, if there is none, or (with a fault) none that can be used. */
    public static Optional<AccessToken> readToken(ConfigurationDocument document, String path, JsonNode value) {
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        return document.secret(path, value)
                .filter(secret -> {
                    boolean good = TOKEN.matcher(secret.reveal()).matches();
                    if (!good) {
                        document.fault(
                                path,
                                "it has %d characters, and 22 to 66 of A-Z a-z 0-9 _ - were expected"
                                        .formatted(secret.reveal().length()));
                    }
                    return good;
                })
                .map(secret -> new AccessToken(secret.reveal()));
    }
}
