package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every permission of every role that we make, as a list to review: {@code permissions.txt} beside this test. */
class PermissionsTest {
    private static final String HOME_OF_PROD = "eu-central-1";

    @Test
    void rolesMayDoWhatTheReviewedListSays() {
        Snapshots.compare("permissions.txt", String.join("\n", permissions(Synthesized.of("dev"), _ -> true)) + "\n");
    }

    @Test
    void rolesOfMachinesAndImagesMayDoWhatTheReviewedListSays() {
        List<String> permissions =
                permissions(Synthesized.of("prod"), stack -> isOfMachines(stack) && stack.endsWith(HOME_OF_PROD));

        Snapshots.compare(
                "permissions-machines.txt", String.join("\n", permissions).replaceAll("[0-9a-f]{64}", "HASH") + "\n");
    }

    @Test
    void inProdRolesOfThePlatformMayBesidesUseTheDataKeyAndWhatIsConfigured() {
        List<String> more = new ArrayList<>(permissions(Synthesized.of("prod"), stack -> !isOfMachines(stack)));
        more.removeAll(permissions(Synthesized.of("dev"), _ -> true));

        assertThat(more)
                .isNotEmpty()
                .allMatch(line -> line.contains("on DataKey")
                        || line.matches("  secretsmanager:(Get|Put)SecretValue on arn:.*:secret:tc/worker-\\?{6}")
                        || line.matches("  secretsmanager:GetSecretValue on arn:.*:secret:tc/configuration-\\?{6}")
                        || line.equals("  sts:AssumeRole on arn:aws:iam::123456789012:role/buckets"));
    }

    private static boolean isOfMachines(String stack) {
        return stack.startsWith("workers-") || stack.startsWith("images-");
    }

    private static List<String> permissions(Synthesized deployment, Predicate<String> stacks) {
        Map<String, TreeSet<String>> byRole = new TreeMap<>();
        deployment.templates().forEach((stack, template) -> {
            if (!stacks.test(stack)) {
                return;
            }
            for (JsonNode resource : template.path("Resources")) {
                if (!resource.path("Type").asString().equals("AWS::IAM::Policy")) {
                    continue;
                }
                JsonNode properties = resource.path("Properties");
                String role = stack + " "
                        + properties.path("Roles").get(0).path("Ref").asString().replaceFirst("[0-9A-F]{8}$", "");
                for (JsonNode statement : properties.path("PolicyDocument").path("Statement")) {
                    for (String action : texts(statement.path("Action"))) {
                        for (JsonNode target : many(statement.path("Resource"))) {
                            byRole.computeIfAbsent(role, _ -> new TreeSet<>())
                                    .add("  " + action + " on " + Resources.describe(target)
                                            + (statement.has("Condition") ? " if " + statement.path("Condition") : ""));
                        }
                    }
                }
            }
        });
        List<String> lines = new ArrayList<>();
        byRole.forEach((role, permissions) -> {
            lines.add(role);
            lines.addAll(permissions);
        });
        return lines;
    }

    private static List<String> texts(JsonNode node) {
        return many(node).stream().map(JsonNode::asString).toList();
    }

    private static List<JsonNode> many(JsonNode node) {
        List<JsonNode> all = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(all::add);
        } else {
            all.add(node);
        }
        return all;
    }
}
