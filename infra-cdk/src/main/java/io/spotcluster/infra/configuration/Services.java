package io.spotcluster.infra.configuration;

import io.spotcluster.api.configuration.SecretText;
import io.spotcluster.api.json.Json;
import io.spotcluster.configuration.Configuration;
import io.spotcluster.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the operator configures for the services, as local mode reads it.
 *
 * @param document without secrets
 * @param secrets by the names that stand for them in the document
 * @param bucketRoles ARNs of the roles that auth may take on for {@code awsS3Credentials}
 */
public record Services(ObjectNode document, Map<String, SecretText> secrets, Collection<String> bucketRoles) {
    /** What one secret of Secrets Manager holds. */
    private static final int MOST_SECRET_BYTES = 65_536;

    /** Nothing is configured. */
    public static final Services NONE = new Services(Json.MAPPER.createObjectNode(), Map.of(), List.of());

    public Services {
        secrets = Map.copyOf(secrets);
        bucketRoles = List.copyOf(bucketRoles);
    }

    /**
     * @param environment where the file may say that secrets are
     * @throws ConfigurationException with everything that is wrong with it
     */
    static Services read(Path file, Map<String, String> environment) throws ConfigurationException {
        ConfigurationFile read;
        try {
            read = ConfigurationFile.read(file, environment);
        } catch (IOException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
        Services services = new Services(
                read.document(),
                read.secrets(),
                new TreeSet<>(read.configuration()
                        .auth()
                        .aws()
                        .map(access -> access.roles().values())
                        .orElse(List.of())));
        List<String> faults = faults(read.configuration(), services);
        if (!faults.isEmpty()) {
            throw new ConfigurationException(file.toString(), faults);
        }
        return services;
    }

    /** What is good on a laptop, and is not here. */
    private static List<String> faults(Configuration configuration, Services services) {
        List<String> faults = new ArrayList<>();
        if (configuration.auth().rootToken().isPresent()) {
            faults.add(
                    "$.auth.rootAccessToken: on AWS the root token is the secret <deployment>/root-token, which the deployment makes; leave this out");
        }
        if (configuration.rateLimits().perSource().isPresent()
                && configuration.rateLimits().trustedProxies().isEmpty()) {
            faults.add(
                    "$.rateLimits.perSource: all requests come through the front, which would count as one source; name its addresses in trustedProxies, or leave this out and use a rate rule of AWS WAF");
        }
        int bytes = services.secretText().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_SECRET_BYTES) {
            faults.add("the secrets have %d bytes together, and %d is what Secrets Manager holds in one"
                    .formatted(bytes, MOST_SECRET_BYTES));
        }
        return faults;
    }

    /** The text of the secret that holds all of them: an object of texts. It must not get into any log. */
    public String secretText() {
        Map<String, String> texts = new TreeMap<>();
        secrets.forEach((name, secret) -> texts.put(name, secret.reveal()));
        return Json.write(Json.MAPPER.valueToTree(texts));
    }

    /** The name of that secret. It is there only while there are secrets. */
    public static String secretName(String deployment) {
        return deployment + "/configuration";
    }
}
