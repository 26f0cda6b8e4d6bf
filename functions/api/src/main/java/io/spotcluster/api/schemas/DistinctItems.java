package io.spotcluster.api.schemas;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * {@code uniqueItems}, in the time of a sort whatever the items are. The validator's own hashes the items as they are, and
 * 30,000 texts made to have one hash keep it busy for seconds; a set of strings falls back on their order.
 */
final class DistinctItems extends AbstractKeyword {
    private static final String NAME = "uniqueItems";

    DistinctItems() {
        super(NAME);
    }

    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode schemaNode, Schema parent, SchemaContext context) {
        return new Validator(this, location, schemaNode, parent, context);
    }

    private static final class Validator extends BaseKeywordValidator {
        private final boolean wanted;

        Validator(
                DistinctItems keyword,
                SchemaLocation location,
                JsonNode schemaNode,
                Schema parent,
                SchemaContext context) {
            super(keyword, schemaNode, location, parent, context);
            wanted = schemaNode.isBoolean() && schemaNode.booleanValue();
        }

        @Override
        public void validate(ExecutionContext execution, JsonNode node, JsonNode root, NodePath location) {
            if (!wanted || !node.isArray()) {
                return;
            }
            Set<String> seen = new HashSet<>();
            for (JsonNode item : node) {
                if (!seen.add(canonical(item))) {
                    execution.addError(error().instanceNode(node)
                            .instanceLocation(location)
                            .evaluationPath(execution.getEvaluationPath())
                            .locale(execution.getExecutionConfig().getLocale())
                            .build());
                    return;
                }
            }
        }
    }

    /** Equal for equal values only: the order of an object's fields and the form of a number do not count. */
    private static String canonical(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, String> fields = new TreeMap<>();
                node.forEachEntry((name, value) -> fields.put(name, canonical(value)));
                yield fields.entrySet().stream()
                        .map(field -> quoted(field.getKey()) + ":" + field.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
            }
            case ARRAY -> node.valueStream().map(DistinctItems::canonical).collect(Collectors.joining(",", "[", "]"));
            case NUMBER -> node.decimalValue().stripTrailingZeros().toString();
            case STRING -> quoted(node.stringValue());
            case BINARY, BOOLEAN, MISSING, NULL, POJO -> node.toString();
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
