package io.spotcluster.infra.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The function that runs in CloudFront, run by Node.js, which CDK needs anyway. */
class RawUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/queue/v1/ping",
                "/api/queue/v1/task/abc/artifacts/public%2Flog%20%3F.txt",
                "/api/auth/v1/clients/a%252Fb"
            })
    void thePathGoesOnAsItWasSent(String uri) throws IOException, InterruptedException {
        JsonNode request = run(uri, null);

        assertThat(request.path("uri").asString()).isEqualTo(uri);
        assertThat(request.path("headers")
                        .path("x-spotcluster-raw-uri")
                        .path("value")
                        .asString())
                .isEqualTo(uri);
        assertThat(request.path("headers").path("authorization").path("value").asString())
                .isEqualTo("Hawk id=\"me\"");
    }

    @Test
    void whatAViewerPutIntoTheHeaderIsReplaced() throws IOException, InterruptedException {
        assertThat(run("/api/queue/v1/ping", "/api/auth/v1/ping")
                        .path("headers")
                        .path("x-spotcluster-raw-uri")
                        .path("value")
                        .asString())
                .isEqualTo("/api/queue/v1/ping");
    }

    private static JsonNode run(String uri, @Nullable String forged) throws IOException, InterruptedException {
        ObjectNode event = Json.MAPPER.createObjectNode();
        ObjectNode request = event.putObject("request").put("method", "GET").put("uri", uri);
        request.putObject("querystring").putObject("limit").put("value", "5");
        ObjectNode headers = request.putObject("headers");
        headers.putObject("authorization").put("value", "Hawk id=\"me\"");
        if (forged != null) {
            headers.putObject("x-spotcluster-raw-uri").put("value", forged);
        }
        Process node = new ProcessBuilder(
                        "node",
                        "-e",
                        CloudFrontFront.rawUriCode() + ";process.stdout.write(JSON.stringify(handler(" + event + ")))")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Json.parse(output);
    }
}
