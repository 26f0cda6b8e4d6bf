package io.spotcluster.infra;

import io.spotcluster.api.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All templates of both sizes as they were reviewed; what changes with each build is left out of them. */
class TemplatesTest {
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void templatesAreAsReviewed(String size) {
        Synthesized.of(size).templates().forEach((stack, template) -> {
            String text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(template);
            // Names of assets are the hashes of their content.
            Snapshots.compare(
                    "templates/%s/%s.json".formatted(size, stack), text.replaceAll("[0-9a-f]{64}", "HASH") + "\n");
        });
    }
}
