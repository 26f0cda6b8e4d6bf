package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** That the document is OpenAPI at all, tests/compat finds out with a validator. */
class OpenApiTest {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    private final Kernel kernel = new Kernel(
            KernelConfiguration.of("http://localhost", new HandTurnedClock()),
            List.of(new SampleApi().service()),
            new HeaderAuthenticator(),
            SCHEMAS);

    private JsonNode document(String path) {
        HttpReply reply = TestCall.of("GET", path).to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        return TestCall.json(reply);
    }

    @Test
    void everyMethodOfTheReferenceIsAnOperation() {
        JsonNode document = document("/references/openapi.json");
        Set<String> operations = new HashSet<>();
        for (JsonNode path : document.path("paths")) {
            for (JsonNode operation : path) {
                operations.add(operation.path("operationId").asString());
            }
        }
        List<String> methods = document("/references/sample/v1/api.json")
                .path("entries")
                .valueStream()
                .map(entry -> "sample." + entry.path("name").asString())
                .toList();

        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(operations).containsExactlyInAnyOrderElementsOf(methods);
        assertThat(document("/references/sample/v1/openapi.json")).isEqualTo(document);
    }

    @Test
    void everyParameterOfAPathIsDeclaredWithItsPattern() {
        JsonNode paths = document("/references/openapi.json").path("paths");
        paths.properties().forEach(path -> {
            Matcher parameter = Pattern.compile("\\{([^}]+)}").matcher(path.getKey());
            Set<String> inPath = new HashSet<>();
            while (parameter.find()) {
                inPath.add(parameter.group(1));
            }
            for (JsonNode operation : path.getValue()) {
                Set<String> declared = new HashSet<>();
                for (JsonNode one : operation.path("parameters")) {
                    if (one.path("in").asString().equals("path")) {
                        declared.add(one.path("name").asString());
                        assertThat(one.path("schema").path("pattern").asString(""))
                                .startsWith("^");
                    }
                }
                assertThat(declared).as(path.getKey()).isEqualTo(inPath);
            }
        });
    }

    @Test
    void whatItRefersToIsInIt() {
        JsonNode document = document("/references/openapi.json");
        Matcher reference = Pattern.compile("\"\\$ref\":\"([^\"]*)\"").matcher(document.toString());
        Set<String> references = new HashSet<>();
        while (reference.find()) {
            references.add(reference.group(1));
        }

        assertThat(references)
                .anyMatch(one -> one.startsWith("#/components/schemas/sample."))
                .allSatisfy(one -> {
                    assertThat(one).startsWith("#/");
                    assertThat(document.at(one.substring(1)).isMissingNode())
                            .as(one)
                            .isFalse();
                });
        assertThat(document.toString()).doesNotContain("$id", "$schema");
    }
}
