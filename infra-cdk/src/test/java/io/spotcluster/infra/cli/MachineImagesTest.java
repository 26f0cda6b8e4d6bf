package io.spotcluster.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MachineImagesTest {
    private static JsonNode images(String name, String status) {
        return Json.parse("""
                {"imageSummaryList": [
                  {"name": "other", "state": {"status": "AVAILABLE"}},
                  {"name": "%s", "state": {"status": "%s"}, "arn": "arn:1",
                   "outputResources": {"amis": [{"region": "us-east-1", "image": "ami-1"}, {"region": "us-east-1"}]}}
                ]}""".formatted(name, status));
    }

    @ParameterizedTest
    @CsvSource({
        "AVAILABLE, true",
        "BUILDING, true",
        "TESTING, true",
        "PENDING, true",
        "FAILED, false",
        "CANCELLED, false"
    })
    void anImageThatIsThereOrOnItsWayIsNotMadeAgainButOneThatFailedIs(String status, boolean made) {
        assertThat(MachineImages.isMade(images("recipe", status), "recipe")).isEqualTo(made);
    }

    @Test
    void anImageByAnotherRecipeDoesNotCount() {
        assertThat(MachineImages.isMade(images("older", "AVAILABLE"), "recipe")).isFalse();
        assertThat(MachineImages.isMade(Json.parse("{}"), "recipe")).isFalse();
    }

    @Test
    void anImageWithoutAnAmiHasNoneToDeregister() {
        JsonNode list = images("recipe", "AVAILABLE").path("imageSummaryList");

        assertThat(MachineImages.idsOf(list.get(0))).isEmpty();
        assertThat(MachineImages.idsOf(list.get(1))).containsExactly("ami-1");
    }
}
