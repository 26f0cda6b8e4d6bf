package io.spotcluster.infra.images;

import io.spotcluster.infra.configuration.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.imagebuilder.CfnComponent;
import software.amazon.awscdk.services.imagebuilder.CfnDistributionConfiguration;
import software.amazon.awscdk.services.imagebuilder.CfnImagePipeline;
import software.amazon.awscdk.services.imagebuilder.CfnImageRecipe;
import software.amazon.awscdk.services.imagebuilder.CfnInfrastructureConfiguration;
import software.amazon.awscdk.services.imagebuilder.CfnLifecyclePolicy;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** How the images of one platform are made, tested, handed on and cleaned. */
final class ImagePipeline extends Construct {
    /** The 20th is always after Microsoft's day of updates, the second Tuesday, and AWS's images of it. */
    private static final String MONTHLY = "cron(0 4 20 * ? *)";

    /** So many of the newest stay whatever their age: one in use, one to go back to, one more. */
    private static final int KEPT_IMAGES = 3;

    private static final int KEPT_MONTHS = 3;

    /** Machines live for 30 days at most: an image that any of them was started from is younger than this in its last use. */
    private static final int DAYS_AFTER_LAST_START = 60;

    private static final int TEST_MINUTES = 60;

    /** Recipes and components are told apart by their names. */
    private static final String VERSION = "1.0.0";

    private final String recipeName;

    /**
     * What all pipelines of a region share.
     *
     * @param bundle the worker for all platforms
     */
    record Shared(
            String deployment,
            String region,
            Asset bundle,
            String logGroup,
            String instanceProfile,
            String cleanerArn,
            String subnet,
            String securityGroup) {}

    ImagePipeline(Construct scope, Platform platform, Shared shared) {
        super(scope, platform.text());
        String name = ImageNames.pipeline(shared.deployment(), platform);
        // In an order that does not change, or each synthesis would differ.
        Map<String, String> tags = new TreeMap<>(
                Map.of("spotcluster:deployment", shared.deployment(), "spotcluster:platform", platform.text()));
        String description = "The worker on AWS's newest image for " + platform.text();
        // All that the recipe says: with any change of it, its name has to change.
        List<String> contents = new ArrayList<>(List.of(
                VERSION, description, platform.stockImage(), shared.bundle().getS3ObjectUrl()));
        List<CfnImageRecipe.ComponentConfigurationProperty> components = new ArrayList<>();
        for (ComponentDocument document : ComponentDocument.of(platform.system())) {
            contents.add(document.text());
            components.add(use(component(platform, document, shared), document, shared));
        }
        recipeName = "%s-%s".formatted(name, Fingerprint.of(contents));
        CfnImageRecipe recipe = CfnImageRecipe.Builder.create(this, "Recipe")
                .name(recipeName)
                .version(VERSION)
                .description(description)
                .parentImage("ssm:" + platform.stockImage())
                .components(components)
                .build();
        CfnInfrastructureConfiguration infrastructure = CfnInfrastructureConfiguration.Builder.create(
                        this, "Infrastructure")
                .name(name)
                .description("Machines without a way in, on which images are made and tested")
                .instanceTypes(buildInstanceTypes(platform))
                .instanceProfileName(shared.instanceProfile())
                .instanceMetadataOptions(CfnInfrastructureConfiguration.InstanceMetadataOptionsProperty.builder()
                        .httpTokens("required")
                        .httpPutResponseHopLimit(1)
                        .build())
                .subnetId(shared.subnet())
                .securityGroupIds(List.of(shared.securityGroup()))
                .terminateInstanceOnFailure(true)
                .resourceTags(tags)
                .build();
        CfnImagePipeline.Builder.create(this, "Pipeline")
                .name(name)
                .description("Each month, and when the recipe changes")
                .imageRecipeArn(recipe.getAttrArn())
                .infrastructureConfigurationArn(infrastructure.getAttrArn())
                .distributionConfigurationArn(
                        distribution(name, platform, shared, tags).getAttrArn())
                .schedule(CfnImagePipeline.ScheduleProperty.builder()
                        .scheduleExpression(MONTHLY)
                        .pipelineExecutionStartCondition("EXPRESSION_MATCH_ONLY")
                        .build())
                .imageTestsConfiguration(CfnImagePipeline.ImageTestsConfigurationProperty.builder()
                        .imageTestsEnabled(true)
                        .timeoutMinutes(TEST_MINUTES)
                        .build())
                // A list of packages, for which the machine would need more permissions.
                .enhancedImageMetadataEnabled(false)
                .loggingConfiguration(CfnImagePipeline.PipelineLoggingConfigurationProperty.builder()
                        .imageLogGroupName(shared.logGroup())
                        .pipelineLogGroupName(shared.logGroup())
                        .build())
                .imageTags(tags)
                .status("ENABLED")
                .build();
        clean(name, shared, tags);
    }

    private CfnComponent component(Platform platform, ComponentDocument document, Shared shared) {
        return CfnComponent.Builder.create(this, document.name())
                .name(ImageNames.component(shared.deployment(), platform, document))
                .version(VERSION)
                .platform(platform.system().text())
                .data(document.text())
                .build();
    }

    private static CfnImageRecipe.ComponentConfigurationProperty use(
            CfnComponent component, ComponentDocument document, Shared shared) {
        CfnImageRecipe.ComponentConfigurationProperty.Builder use =
                CfnImageRecipe.ComponentConfigurationProperty.builder().componentArn(component.getAttrArn());
        if (document.needsBundle()) {
            use.parameters(List.of(CfnImageRecipe.ComponentParameterProperty.builder()
                    .name("Bundle")
                    .value(List.of(shared.bundle().getS3ObjectUrl()))
                    .build()));
        }
        return use.build();
    }

    /** Only an image that has passed its test gets here: its id becomes that of new machines. */
    private CfnDistributionConfiguration distribution(
            String name, Platform platform, Shared shared, Map<String, String> tags) {
        return CfnDistributionConfiguration.Builder.create(this, "Distribution")
                .name(name)
                .distributions(List.of(CfnDistributionConfiguration.DistributionProperty.builder()
                        .region(shared.region())
                        // A map: what CDK makes of the property's own class has names that CloudFormation does not
                        // know.
                        .amiDistributionConfiguration(new TreeMap<>(Map.of(
                                "Name",
                                name + " {{ imagebuilder:buildDate }}",
                                "Description",
                                "Spotcluster worker for " + platform.text(),
                                "AmiTags",
                                tags)))
                        .ssmParameterConfigurations(
                                List.of(CfnDistributionConfiguration.SsmParameterConfigurationProperty.builder()
                                        .parameterName(ImageNames.parameter(shared.deployment(), platform))
                                        .dataType("aws:ec2:image")
                                        .build()))
                        .build()))
                .build();
    }

    private void clean(String name, Shared shared, Map<String, String> tags) {
        CfnLifecyclePolicy.Builder.create(this, "Lifecycle")
                .name(name)
                .description("Deletes images that are old and not in use")
                .resourceType("AMI_IMAGE")
                .executionRole(shared.cleanerArn())
                .resourceSelection(CfnLifecyclePolicy.ResourceSelectionProperty.builder()
                        .tagMap(tags)
                        .build())
                .policyDetails(List.of(CfnLifecyclePolicy.PolicyDetailProperty.builder()
                        .action(CfnLifecyclePolicy.ActionProperty.builder()
                                .type("DELETE")
                                .includeResources(CfnLifecyclePolicy.IncludeResourcesProperty.builder()
                                        .amis(true)
                                        .snapshots(true)
                                        .build())
                                .build())
                        .filter(CfnLifecyclePolicy.FilterProperty.builder()
                                .type("AGE")
                                .value(KEPT_MONTHS)
                                .unit("MONTHS")
                                .retainAtLeast(KEPT_IMAGES)
                                .build())
                        .exclusionRules(CfnLifecyclePolicy.ExclusionRulesProperty.builder()
                                .amis(CfnLifecyclePolicy.AmiExclusionRulesProperty.builder()
                                        .lastLaunched(CfnLifecyclePolicy.LastLaunchedProperty.builder()
                                                .unit("DAYS")
                                                .value(DAYS_AFTER_LAST_START)
                                                .build())
                                        .tagMap(Map.of("spotcluster:keep", "true"))
                                        .build())
                                .build())
                        .build()))
                .status("ENABLED")
                .build();
    }

    /** Small ones, any of which will do to build and test an image. */
    private static List<String> buildInstanceTypes(Platform platform) {
        return switch (platform) {
            case LINUX_ARM64 -> List.of("t4g.medium", "m7g.medium", "m6g.medium");
            case LINUX_X86_64 -> List.of("t3.medium", "t3a.medium", "m6i.large");
            case WINDOWS_X86_64 -> List.of("t3.large", "t3a.large", "m6i.large");
        };
    }

    /** Of the recipe, and of the images that are made by it. */
    String recipeName() {
        return recipeName;
    }
}
