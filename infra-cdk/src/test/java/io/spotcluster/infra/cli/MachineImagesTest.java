package io.spotcluster.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.spotcluster.api.json.Json;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private static final Outputs OUTPUTS = new Outputs(Json.parse("""
            {"spotcluster-images-us-east-1": {"Recipelinuxarm64": "arm-recipe", "Recipewindowsx8664": "windows-recipe"}}"""));

    private final List<String> said = new ArrayList<>();

    private MachineImages images(String commandLine) throws ConfigurationException {
        return new MachineImages(ConfigurationFile.parse("file", """
                {"region": "us-east-1", "size": "dev",
                 "workers": {"instanceTypes": ["c7g.large"], "imagePlatforms": ["linux-arm64", "windows-x86_64"],
                   "regions": [{"region": "us-east-1"}]}}"""), "123456789012", commandLine, said::add);
    }

    /** A stand-in for the AWS command line: it knows one image for arm64, and writes down what it is asked. */
    private static Path standIn(Path folder) throws IOException {
        Path program = Files.writeString(folder.resolve("aws"), """
                #!/bin/sh
                echo "$*" >>"$(dirname "$0")/calls"
                case $* in
                  *list-image-pipeline-images*worker-linux-arm64*)
                    echo '{"imageSummaryList": [{"name": "arm-recipe", "arn": "arn:image/1", "state": {"status": "AVAILABLE"},
                      "outputResources": {"amis": [{"image": "ami-1"}]}}]}' ;;
                  *list-image-pipeline-images*) echo '{"imageSummaryList": []}' ;;
                esac
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private static List<String> changes(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("calls")).stream()
                .filter(call -> !call.contains(" list-"))
                .toList();
    }

    @Test
    void aPipelineWithoutAnImageByItsRecipeIsStartedAndNoOther(@TempDir Path folder) throws Exception {
        images(standIn(folder).toString()).afterDeployment(OUTPUTS);

        assertThat(changes(folder))
                .containsExactly("imagebuilder start-image-pipeline-execution --image-pipeline-arn"
                        + " arn:aws:imagebuilder:us-east-1:123456789012:image-pipeline/spotcluster-worker-windows-x86-64"
                        + " --region us-east-1 --output json");
        assertThat(said).singleElement(STRING).contains("an image for windows-x86_64 is being made");
    }

    @Test
    void withoutTheAwsCommandLineTheDeploymentGoesOnAndTellsWhatToDo(@TempDir Path folder) throws Exception {
        images(folder.resolve("absent").toString()).afterDeployment(OUTPUTS);

        assertThat(said)
                .hasSize(2)
                .allMatch(line -> line.startsWith("warning: us-east-1: no image for ")
                        && line.contains("start-image-pipeline-execution --image-pipeline-arn"));
    }

    @Test
    void imagesAreRemovedWithTheirDisks(@TempDir Path folder) throws Exception {
        images(standIn(folder).toString()).removeImages();

        assertThat(changes(folder))
                .containsExactly(
                        "ec2 deregister-image --region us-east-1 --image-id ami-1 --delete-associated-snapshots",
                        "imagebuilder delete-image --image-build-version-arn arn:image/1 --region us-east-1 --output json");
        assertThat(said).isEmpty();
    }

    @Test
    void imagesThatCannotBeRemovedAreTold(@TempDir Path folder) throws Exception {
        images(folder.resolve("absent").toString()).removeImages();

        assertThat(said).hasSize(2).allMatch(line -> line.contains("spotcluster:deployment=spotcluster"));
    }
}
