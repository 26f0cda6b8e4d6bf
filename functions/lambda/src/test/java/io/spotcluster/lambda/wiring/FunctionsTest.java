package io.spotcluster.lambda.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionsTest {
    static List<FunctionDefinition> functions() {
        return FunctionCatalog.ALL;
    }

    private static Map<String, String> environment(FunctionDefinition function) {
        Map<String, String> environment = new HashMap<>(
                Map.of("AWS_REGION", "eu-central-1", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret"));
        for (Variable variable : function.variables()) {
            environment.put(
                    variable.name(),
                    switch (variable) {
                        case Variable.Function() -> function.name();
                        case Variable.Deployment() -> "ci";
                        case Variable.RootUrl() -> "https://ci.example.com";
                        case Variable.ApiUrl() -> "https://abc.execute-api.us-east-1.amazonaws.com";
                        case Variable.WorkQueueUrl _ -> "https://sqs.eu-central-1.amazonaws.com/123456789012/q";
                        case Variable.BlobBucket(), Variable.EventBus() -> "name";
                        case Variable.BlobSigner(), Variable.TokenKey(), Variable.RootToken() -> "arn:aws:x";
                    });
        }
        return environment;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyFunctionOfTheCatalogueIsMadeFromTheVariablesThatItDeclares(FunctionDefinition function) {
        assertThat(Functions.of(environment(function))).isNotNull();
    }

    @Test
    void allFaultsOfTheEnvironmentAreToldAtOnce() {
        Map<String, String> environment = environment(FunctionCatalog.QUEUE_API);
        environment.remove("SPOTCLUSTER_BLOB_BUCKET");
        environment.put("SPOTCLUSTER_ROOT_URL", "https://ci.example.com/");
        environment.put("SPOTCLUSTER_DEPLOYMENT", "CI!");
        environment.put("SPOTCLUSTER_TOKEN_KEY", "key");

        assertThatThrownBy(() -> Functions.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "queue-api",
                        "SPOTCLUSTER_BLOB_BUCKET is missing",
                        "SPOTCLUSTER_ROOT_URL is 'https://ci.example.com/'",
                        "SPOTCLUSTER_DEPLOYMENT is 'CI!'",
                        "SPOTCLUSTER_TOKEN_KEY is 'key'");
    }

    @Test
    void anUnknownFunctionIsRefusedWithTheNamesOfTheKnownOnes() {
        assertThatThrownBy(() -> Functions.of(Map.of("SPOTCLUSTER_FUNCTION", "queue")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'queue'", "queue-api", "setup");
    }
}
