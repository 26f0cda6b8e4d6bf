package io.spotcluster.lambda.wiring;

import io.spotcluster.api.json.Json;
import io.spotcluster.aws.secrets.SecretTexts;
import io.spotcluster.configuration.DeliveredConfiguration;
import io.spotcluster.configuration.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What the operator configured, as this process finds it: a file in its package, and a secret, read when it is first needed. */
final class Delivered {
    /** Where Lambda unpacked the package. */
    private static final String PACKAGE = "LAMBDA_TASK_ROOT";

    private final Delivery delivery;
    private final SecretTexts secrets;
    private final String deployment;
    private Optional<JsonNode> texts = Optional.empty();

    Delivered(Delivery delivery, SecretTexts secrets, String deployment) {
        this.delivery = delivery;
        this.secrets = secrets;
        this.deployment = deployment;
    }

    /**
     * A package without the file is that of a deployment where nothing is configured.
     *
     * @param environment of the process
     */
    static Delivery inPackage(Map<String, String> environment) {
        Optional<Path> file = Optional.ofNullable(environment.get(PACKAGE))
                .map(folder -> Path.of(folder, Delivery.FILE))
                .filter(Files::exists);
        try {
            return file.isEmpty() ? Delivery.NONE : Delivery.read(Files.readString(file.get()));
        } catch (IOException e) {
            throw new UncheckedIOException("the package's %s cannot be read".formatted(Delivery.FILE), e);
        }
    }

    /** The name of the secret with the secrets of the operator's configuration: an object of texts. */
    static String secretName(String deployment) {
        return deployment + "/configuration";
    }

    Optional<Delivery.Pool> pool() {
        return delivery.pool();
    }

    DeliveredConfiguration services() {
        return new DeliveredConfiguration(delivery.services(), this::secret);
    }

    private synchronized Optional<String> secret(String name) {
        if (texts.isEmpty()) {
            texts = Optional.of(parsed(secrets.read(secretName(deployment), delivery.secrets())));
        }
        return Optional.of(texts.get().path(name)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private JsonNode parsed(String text) {
        try {
            return Json.parse(text);
        } catch (JacksonException e) {
            // Its message would quote the secret.
            throw new IllegalStateException("the secret %s holds no JSON".formatted(secretName(deployment)));
        }
    }
}
