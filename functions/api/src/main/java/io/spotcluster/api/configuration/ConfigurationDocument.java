package io.spotcluster.api.configuration;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.JsonSchema;
import io.spotcluster.api.schemas.SchemaCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator configures, as far as {@code schemas/configuration/v1/deployment.json} describes it. Whoever reads a part of
 * it reports what the schema cannot see by {@link #fault}; {@link #faults} then has everything that is wrong.
 *
 * <p>A secret stands in the document itself, or the document says where it is: {@code {"environment": "NAME"}} or {@code
 * {"file": "path"}}, relative to the document. No fault repeats a secret.
 */
public final class ConfigurationDocument {
    private static final String SCHEMA = "configuration/v1/deployment.json";
    private static final Secrets SECRETS = Secrets.usualAnd(Set.of("authToken", "rootAccessToken"));

    private final Path folder;
    private final JsonNode root;
    private final Function<String, Optional<String>> environment;
    private final List<String> faults;
    private final Map<String, SecretText> secrets = new TreeMap<>();

    /**
     * A document whose secrets are kept apart from it.
     *
     * @param document in which each secret that was read is replaced by a reference to a variable of the environment
     * @param secrets by those variables
     */
    public record Parted(ObjectNode document, Map<String, SecretText> secrets) {
        public Parted {
            secrets = Map.copyOf(secrets);
        }
    }

    private ConfigurationDocument(
            Path folder, JsonNode root, Function<String, Optional<String>> environment, List<String> faults) {
        this.folder = folder;
        this.root = root;
        this.environment = environment;
        this.faults = new ArrayList<>(faults);
    }

    /** Where nothing is configured. */
    public static ConfigurationDocument none() {
        return new ConfigurationDocument(Path.of(""), Json.MAPPER.createObjectNode(), _ -> Optional.empty(), List.of());
    }

    /**
     * Checked by the schema. One that it refuses has its faults, and nothing else in it.
     *
     * @param folder of the document
     * @param environment where secrets may be
     */
    public static ConfigurationDocument of(
            ObjectNode document, Path folder, Map<String, String> environment, SchemaCatalog schemas) {
        Map<String, String> variables = Map.copyOf(environment);
        Function<String, Optional<String>> variable = name -> Optional.ofNullable(variables.get(name));
        JsonSchema schema = schemas.schema(SCHEMA);
        List<String> violations = schema.violations(document, 0, SECRETS);
        if (!violations.isEmpty()) {
            return new ConfigurationDocument(folder, Json.MAPPER.createObjectNode(), variable, violations);
        }
        ObjectNode complete = document.deepCopy();
        schema.fillDefaults(complete);
        return new ConfigurationDocument(folder, complete, variable, List.of());
    }

    /**
     * One that {@link #parted} made: checked before and complete, so that the schema, which takes half a second, is not needed.
     *
     * @param environment where its secrets are; asked when one of them is read
     */
    public static ConfigurationDocument checked(ObjectNode document, Function<String, Optional<String>> environment) {
        return new ConfigurationDocument(Path.of(""), document, environment, List.of());
    }

    /**
     * A part of the document, by its path in the form {@code /auth/github}; missing, if it is not there. What is there has the
     * schema's defaults.
     */
    public JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** What a secret refers to, without the space around it; nothing, and a fault, if that is not there. */
    public Optional<SecretText> secret(String path, JsonNode value) {
        if (value.isString()) {
            return found(path, value.stringValue());
        }
        JsonNode variable = value.path("environment");
        if (variable.isString()) {
            String name = variable.stringValue();
            Optional<String> text = environment.apply(name);
            if (text.isEmpty()) {
                fault(path, "the environment has no variable %s".formatted(name));
                return Optional.empty();
            }
            return found(path, text.get());
        }
        Path file = folder.resolve(value.path("file").stringValue());
        try {
            return found(path, Files.readString(file));
        } catch (IOException e) {
            fault(path, "the file %s cannot be read".formatted(file));
            return Optional.empty();
        }
    }

    private Optional<SecretText> found(String path, String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            fault(path, "the secret is empty");
            return Optional.empty();
        }
        SecretText secret = new SecretText(stripped);
        secrets.put(path, secret);
        return Optional.of(secret);
    }

    /** For whoever hands the document on, once every part of it was read: the paths of the secrets name their variables. */
    public Parted parted() {
        JsonNode document = root.deepCopy();
        secrets.keySet().forEach(path -> {
            JsonPointer pointer = JsonPointer.compile(
                    path.substring(1).replace("[", ".").replace("]", "").replace('.', '/'));
            if (!(document.at(pointer.head()) instanceof ObjectNode parent)
                    || document.at(pointer).isMissingNode()) {
                throw new IllegalStateException("a secret was read from %s, which is not there".formatted(path));
            }
            parent.putObject(pointer.last().getMatchingProperty()).put("environment", path);
        });
        return new Parted((ObjectNode) document, secrets);
    }

    public void fault(String path, String message) {
        faults.add("%s: %s".formatted(path, message));
    }

    /** A line for each fault, once every part was read. */
    public List<String> faults() {
        return List.copyOf(faults);
    }
}
