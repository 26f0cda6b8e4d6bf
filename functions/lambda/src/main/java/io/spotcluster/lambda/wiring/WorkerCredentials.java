package io.spotcluster.lambda.wiring;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.json.Json;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.aws.secrets.SecretTexts;
import io.spotcluster.configuration.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As whom the machines of the deployment's pool claim. The secret {@code <deployment>/worker} holds an object of texts, which
 * machines put into their worker's configuration as it is; what an operator adds to it stays.
 */
final class WorkerCredentials {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,66}");
    private static final String ACCESS_TOKEN = "accessToken";

    private final SecretTexts secrets;
    private final String deployment;
    private final String rootUrl;
    private final String apiUrl;

    /** @param apiUrl past the front, which would cost more than all else about a machine's requests */
    WorkerCredentials(SecretTexts secrets, String deployment, String rootUrl, String apiUrl) {
        this.secrets = secrets;
        this.deployment = deployment;
        this.rootUrl = rootUrl;
        this.apiUrl = apiUrl;
    }

    /**
     * The pool's client. Its token is that of the secret, or a new one if the secret has none; so taking it out of the secret is
     * how to change it. The secret is written before the client, and only where it says something else.
     */
    StaticClient ensure(Delivery.Pool pool) {
        ObjectNode known = known();
        AccessToken token = Optional.of(known.path(ACCESS_TOKEN))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(text -> TOKEN.matcher(text).matches())
                .map(AccessToken::new)
                .orElseGet(Parts::newToken);
        StaticClient client = client(pool, token);
        ObjectNode wanted = known.deepCopy();
        wanted.put("rootUrl", rootUrl);
        wanted.put("apiUrl", apiUrl);
        wanted.put("clientId", client.clientId());
        wanted.put(ACCESS_TOKEN, token.reveal());
        if (!wanted.equals(known)) {
            secrets.write(secretName(), Json.write(wanted));
        }
        return client;
    }

    private static StaticClient client(Delivery.Pool pool, AccessToken token) {
        List<String> scopes = new ArrayList<>(List.of("queue:claim-work:" + pool.workerPoolId()));
        pool.workerGroups().forEach(group -> scopes.add("queue:worker-id:%s/*".formatted(group)));
        return new StaticClient(
                "static/taskcluster/worker/" + pool.workerPoolId(),
                "The deployment's machines: they claim tasks of %s.".formatted(pool.workerPoolId()),
                scopes,
                token);
    }

    private ObjectNode known() {
        try {
            if (Json.parse(secrets.read(secretName())) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Its message would quote the secret.
        }
        throw new IllegalStateException(
                "the secret %s holds no JSON object; {} makes it be written anew".formatted(secretName()));
    }

    private String secretName() {
        return deployment + "/worker";
    }
}
