package io.spotcluster.api.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One schema, ready to validate. Safe for many threads. */
public final class JsonSchema {
    /** A thousand times what the largest sensible document needs. */
    private static final long STEP_LIMIT = 2_000_000;

    /** Of a larger document only the first violation is reported: a list of all may be larger than memory. */
    private static final int FULL_REPORT_LIMIT = 64 * 1024;

    private final String path;
    private final Schema schema;
    private final Defaults defaults;

    JsonSchema(String path, Schema schema, Defaults defaults) {
        this.path = path;
        this.schema = schema;
        this.defaults = defaults;
    }

    /** Below {@code /schemas/}. */
    public String path() {
        return path;
    }

    /** Compiles the schema with all that it refers to, which otherwise happens at the first document. */
    public void warm() {
        schema.initializeValidators();
        validate(Json.MAPPER.createObjectNode(), true);
    }

    /** Fills the schema's defaults into {@code document}, as Taskcluster does: in objects and lists, not in alternatives. */
    public void fillDefaults(JsonNode document) {
        defaults.fill(document);
    }

    /**
     * A line for each violation, with its JSON path and what was found there; none, if the document is valid.
     *
     * @param size of the document as it came, in bytes
     */
    public List<String> violations(JsonNode document, int size, Secrets secrets) {
        try {
            boolean full = size <= FULL_REPORT_LIMIT;
            return validate(document, full).stream()
                    .map(error -> describe(error, secrets))
                    .distinct()
                    .toList();
        } catch (ValidationLimitExceededException e) {
            return List.of("$: the document is too large to be checked");
        }
    }

    private List<Error> validate(JsonNode document, boolean full) {
        return schema.validate(
                document,
                OutputFormat.DEFAULT,
                (ExecutionContext context) ->
                        context.executionConfig(config -> config.failFast(!full).maxEvaluationSteps(STEP_LIMIT)));
    }

    private static String describe(Error error, Secrets secrets) {
        NodePath location = error.getInstanceLocation();
        StringBuilder line = new StringBuilder(shortened(location.toString(), 200))
                .append(": ")
                .append(shortened(message(error), 300));
        String found = found(error.getInstanceNode(), isSecret(location, secrets));
        if (!found.isEmpty()) {
            line.append("; it is ").append(found);
        }
        return line.toString();
    }

    /** The validator's words, without the location that it may put before them. */
    private static String message(Error error) {
        String message = Objects.requireNonNullElse(error.getMessage(), error.getKeyword());
        String prefix = error.getInstanceLocation() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private static boolean isSecret(NodePath location, Secrets secrets) {
        for (int i = 0; i < location.getNameCount(); i++) {
            if (location.getElement(i) instanceof String name && secrets.isSecret(name)) {
                return true;
            }
        }
        return false;
    }

    private static String found(@Nullable JsonNode node, boolean secret) {
        if (node == null || node.isContainer() || node.isMissingNode()) {
            return "";
        }
        return secret ? Secrets.HIDDEN : shortened(node.toString(), 80);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
