package io.spotcluster.infra.cli;

import io.spotcluster.api.json.Json;
import io.spotcluster.infra.Deployment;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Platform;
import io.spotcluster.infra.images.ImageNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What the launcher does about machine images. CloudFormation must not: which image machines start from changes each month without
 * it, and would be set back by the next deployment. Image Builder is asked by the AWS command line.
 */
final class MachineImages {
    private static final Set<String> MADE_NO_IMAGE = Set.of("FAILED", "CANCELLED");

    private final Configuration configuration;
    private final String account;
    private final String commandLine;
    private final Consumer<String> say;

    /** @param commandLine the program {@code aws} */
    MachineImages(Configuration configuration, String account, String commandLine, Consumer<String> say) {
        this.configuration = configuration;
        this.account = account;
        this.commandLine = commandLine;
        this.say = say;
    }

    /** One pipeline. */
    private record Pipeline(String region, Platform platform) {}

    private List<Pipeline> pipelines() {
        List<Pipeline> pipelines = new ArrayList<>();
        configuration
                .workers()
                .ifPresent(workers -> workers.regions()
                        .forEach(place -> workers.images()
                                .forEach(platform -> pipelines.add(new Pipeline(place.region(), platform)))));
        return pipelines;
    }

    /** Until there is an image of ours, machines start from AWS's own. */
    void beforeDeployment(Aws aws) {
        for (Pipeline pipeline : pipelines()) {
            String parameter = ImageNames.parameter(configuration.deployment(), pipeline.platform());
            String stock = aws.parameter(pipeline.region(), pipeline.platform().stockImage());
            if (aws.createImageParameter(pipeline.region(), parameter, stock)) {
                say.accept("%s: machines for %s start from AWS's own image %s until there is one with the worker inside"
                        .formatted(pipeline.region(), pipeline.platform().text(), stock));
            }
        }
    }

    /** Has the first image made, and one for each change of the recipe. */
    void afterDeployment(Outputs outputs) throws CommandFailed {
        for (Pipeline pipeline : pipelines()) {
            String recipe = outputs.of(
                    Deployment.imagesStack(configuration.deployment(), pipeline.region()),
                    ImageNames.recipeOutput(pipeline.platform()));
            OtherProgram start =
                    imageBuilder(pipeline, "start-image-pipeline-execution", "--image-pipeline-arn", arn(pipeline));
            try {
                if (!isMade(imagesOf(pipeline), recipe)) {
                    start.output();
                    say.accept(
                            "%s: an image for %s is being made; new machines start from it in about half an hour, if it passes its test"
                                    .formatted(
                                            pipeline.region(),
                                            pipeline.platform().text()));
                }
            } catch (CommandFailed e) {
                say.accept(
                        "warning: %s: no image for %s is made before the 20th of the month: %s. Have it made now by:\n    %s"
                                .formatted(
                                        pipeline.region(),
                                        pipeline.platform().text(),
                                        e.getMessage(),
                                        String.join(" ", start.line())));
            }
        }
    }

    /**
     * Whether an image by this recipe is there, or on its way.
     *
     * @param images as {@code aws imagebuilder list-image-pipeline-images} tells them
     */
    static boolean isMade(JsonNode images, String recipe) {
        return images.path("imageSummaryList")
                .valueStream()
                .anyMatch(image -> image.path("name").asString("").equals(recipe)
                        && !MADE_NO_IMAGE.contains(
                                image.path("state").path("status").asString("")));
    }

    /** Removes all images with their disks, and what names them: no stack holds them. */
    void remove(Aws aws) {
        removeImages();
        for (Pipeline pipeline : pipelines()) {
            aws.deleteParameter(
                    pipeline.region(), ImageNames.parameter(configuration.deployment(), pipeline.platform()));
        }
    }

    void removeImages() {
        for (Pipeline pipeline : pipelines()) {
            try {
                for (JsonNode image : imagesOf(pipeline).path("imageSummaryList")) {
                    remove(pipeline, image);
                }
            } catch (CommandFailed e) {
                say.accept(
                        "warning: %s: cannot tell which images for %s there are, or not remove them: %s. They have the tag spotcluster:deployment=%s"
                                .formatted(
                                        pipeline.region(),
                                        pipeline.platform().text(),
                                        e.getMessage(),
                                        configuration.deployment()));
            }
        }
    }

    private void remove(Pipeline pipeline, JsonNode image) throws CommandFailed {
        for (String id : idsOf(image)) {
            new OtherProgram(List.of(
                            commandLine,
                            "ec2",
                            "deregister-image",
                            "--region",
                            pipeline.region(),
                            "--image-id",
                            id,
                            "--delete-associated-snapshots"))
                    .output();
        }
        imageBuilder(
                        pipeline,
                        "delete-image",
                        "--image-build-version-arn",
                        image.path("arn").asString())
                .output();
    }

    /** @param image of a list of images */
    static List<String> idsOf(JsonNode image) {
        return image.path("outputResources")
                .path("amis")
                .valueStream()
                .map(ami -> ami.path("image").asString(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private JsonNode imagesOf(Pipeline pipeline) throws CommandFailed {
        return Json.parse(imageBuilder(pipeline, "list-image-pipeline-images", "--image-pipeline-arn", arn(pipeline))
                .output());
    }

    private String arn(Pipeline pipeline) {
        return "arn:aws:imagebuilder:%s:%s:image-pipeline/%s"
                .formatted(
                        pipeline.region(),
                        account,
                        ImageNames.pipeline(configuration.deployment(), pipeline.platform()));
    }

    private OtherProgram imageBuilder(Pipeline pipeline, String command, String option, String value) {
        return new OtherProgram(List.of(
                commandLine,
                "imagebuilder",
                command,
                option,
                value,
                "--region",
                pipeline.region(),
                "--output",
                "json"));
    }
}
