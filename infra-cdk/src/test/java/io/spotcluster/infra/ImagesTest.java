package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Image Builder is on no stand-in: what matters of its templates is asserted here, beside the snapshots. */
class ImagesTest {
    private static final List<String> PLATFORMS = List.of("linux-arm64", "windows-x86_64");

    private static Stream<JsonNode> all(String stack, String type) {
        return Synthesized.of("prod")
                .template(stack)
                .path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asString().equals(type))
                .map(resource -> resource.path("Properties"));
    }

    private static JsonNode of(String platform, String type) {
        return all("images-us-east-2", type)
                .filter(properties -> properties.path("Name").asString().contains(platform.replace('_', '-')))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachRegionOfMachinesMakesItsOwnImages() {
        assertThat(Synthesized.of("prod").templates()).containsKeys("images-eu-central-1", "images-us-east-2");
        assertThat(all("images-us-east-2", "AWS::ImageBuilder::ImagePipeline")
                        .map(pipeline -> pipeline.path("Name").asString()))
                .containsExactlyInAnyOrder("tc-worker-linux-arm64", "tc-worker-windows-x86-64");
    }

    @Test
    void withoutMachinesThereAreNoImages() {
        assertThat(Synthesized.of("dev").templates().keySet()).noneMatch(stack -> stack.startsWith("images-"));
    }

    @Test
    void machinesOnWhichImagesAreMadeCannotBeReached() {
        assertThat(all("images-us-east-2", "AWS::EC2::SecurityGroup"))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.path("SecurityGroupIngress").isEmpty()).isTrue();
                    assertThat(group.path("SecurityGroupEgress")
                                    .get(0)
                                    .path("FromPort")
                                    .asInt())
                            .isEqualTo(443);
                    assertThat(group.path("SecurityGroupEgress")).hasSize(1);
                });
        for (String platform : PLATFORMS) {
            JsonNode infrastructure = of(platform, "AWS::ImageBuilder::InfrastructureConfiguration");
            assertThat(infrastructure.has("KeyPair")).isFalse();
            assertThat(infrastructure.path("SecurityGroupIds")).hasSize(1);
            assertThat(infrastructure.path("TerminateInstanceOnFailure").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void theMetadataServiceAnswersTokensOnlyAndNotFarAway() {
        for (String platform : PLATFORMS) {
            JsonNode options = of(platform, "AWS::ImageBuilder::InfrastructureConfiguration")
                    .path("InstanceMetadataOptions");
            assertThat(options.path("HttpTokens").asString()).isEqualTo("required");
            assertThat(options.path("HttpPutResponseHopLimit").asInt()).isEqualTo(1);
        }
    }

    @Test
    void imagesAreMadeEachMonthAndTested() {
        for (String platform : PLATFORMS) {
            JsonNode pipeline = of(platform, "AWS::ImageBuilder::ImagePipeline");
            assertThat(pipeline.path("Schedule").path("ScheduleExpression").asString())
                    .isEqualTo("cron(0 4 20 * ? *)");
            assertThat(pipeline.path("Schedule")
                            .path("PipelineExecutionStartCondition")
                            .asString())
                    .isEqualTo("EXPRESSION_MATCH_ONLY");
            assertThat(pipeline.path("ImageTestsConfiguration")
                            .path("ImageTestsEnabled")
                            .asBoolean())
                    .isTrue();
            assertThat(pipeline.path("Status").asString()).isEqualTo("ENABLED");
        }
    }

    @Test
    void aRecipeInstallsThenHardensThenTests() {
        JsonNode recipe = of("linux-arm64", "AWS::ImageBuilder::ImageRecipe");

        assertThat(recipe.path("ParentImage").asString())
                .isEqualTo("ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
        assertThat(recipe.path("Components")
                        .valueStream()
                        .map(component -> component
                                .path("ComponentArn")
                                .path("Fn::GetAtt")
                                .get(0)
                                .asString()
                                .replaceFirst("[0-9A-F]{8}$", "")))
                .containsExactly("linuxarm64worker", "linuxarm64hardening", "linuxarm64smoketest");
        assertThat(recipe.path("Components")
                        .get(0)
                        .path("Parameters")
                        .get(0)
                        .path("Name")
                        .asString())
                .isEqualTo("Bundle");
    }

    @Test
    void whatCannotBeChangedHasANameThatChangesWithItsContent() {
        assertThat(Stream.of("AWS::ImageBuilder::ImageRecipe", "AWS::ImageBuilder::Component")
                        .flatMap(type -> all("images-us-east-2", type))
                        .map(properties -> properties.path("Name").asString()))
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("tc-.*-[0-9a-f]{10}"));
    }

    @Test
    void anImageThatPassedItsTestIsWrittenWhereNewMachinesLook() {
        for (String platform : PLATFORMS) {
            JsonNode distribution = of(platform, "AWS::ImageBuilder::DistributionConfiguration")
                    .path("Distributions")
                    .get(0);
            assertThat(distribution
                            .path("SsmParameterConfigurations")
                            .get(0)
                            .path("ParameterName")
                            .asString())
                    .isEqualTo("/imagebuilder/tc/worker-" + platform);
            assertThat(distribution
                            .path("SsmParameterConfigurations")
                            .get(0)
                            .path("DataType")
                            .asString())
                    .isEqualTo("aws:ec2:image");
            assertThat(distribution
                            .path("AmiDistributionConfiguration")
                            .path("AmiTags")
                            .path("spotcluster:platform")
                            .asString())
                    .isEqualTo(platform);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-central-1", "us-east-2"})
    void machinesStartFromTheImageThatTheParameterNames(String region) {
        assertThat(all("workers-" + region, "AWS::EC2::LaunchTemplate"))
                .singleElement()
                .satisfies(template -> assertThat(template.path("LaunchTemplateData")
                                .path("ImageId")
                                .asString())
                        .isEqualTo("resolve:ssm:/imagebuilder/tc/worker-linux-arm64"));
    }

    /** 60 days after its last start, no machine that was started from an image is there any more, for machines live 30. */
    @Test
    void anImageIsDeletedOnlyWhenItIsOldNotAmongTheNewestAndNoMachineOfItCanLive() {
        assertThat(all("workers-us-east-2", "AWS::AutoScaling::AutoScalingGroup"))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.path("MaxInstanceLifetime").asInt()).isEqualTo(30 * 24 * 3600));
        for (String platform : PLATFORMS) {
            JsonNode policy = of(platform, "AWS::ImageBuilder::LifecyclePolicy");
            assertThat(policy.path("ResourceSelection")
                            .path("TagMap")
                            .path("spotcluster:platform")
                            .asString())
                    .isEqualTo(platform);
            assertThat(policy.path("PolicyDetails")).singleElement().satisfies(rule -> {
                assertThat(rule.path("Filter").toString())
                        .isEqualTo("{\"RetainAtLeast\":3,\"Type\":\"AGE\",\"Unit\":\"MONTHS\",\"Value\":3}");
                assertThat(rule.path("Action").toString())
                        .isEqualTo("{\"IncludeResources\":{\"Amis\":true,\"Snapshots\":true},\"Type\":\"DELETE\"}");
                JsonNode excluded = rule.path("ExclusionRules").path("Amis");
                assertThat(excluded.path("LastLaunched").toString()).isEqualTo("{\"Unit\":\"DAYS\",\"Value\":60}");
                assertThat(excluded.path("TagMap").path("spotcluster:keep").asString())
                        .isEqualTo("true");
            });
        }
    }

    @Test
    void aPoolWithoutImagesStartsFromAwsOwnAndInstallsTheWorkerItself() {
        Synthesized windows = Synthesized.of("windows");

        assertThat(windows.templates().keySet()).noneMatch(stack -> stack.startsWith("images-"));
        JsonNode machine = windows.template("workers-us-east-1")
                .path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asString().equals("AWS::EC2::LaunchTemplate"))
                .findFirst()
                .orElseThrow()
                .path("Properties")
                .path("LaunchTemplateData");
        assertThat(machine.path("ImageId").asString())
                .isEqualTo("resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-Base");
        assertThat(machine.path("BlockDeviceMappings").get(0).path("DeviceName").asString())
                .isEqualTo("/dev/sda1");
        assertThat(machine.path("UserData").path("Fn::Base64").asString())
                .startsWith("<powershell>\n$BUNDLE = 's3://")
                .contains("\n$WORKER_POOL = 'aws/fixed'\n")
                .contains("on-windows-server.ps1")
                .endsWith("</powershell>\n");
    }

    @Test
    void whoeverIsToldOfAlarmsIsToldOfImagesThatFail() {
        assertThat(all("images-us-east-2", "AWS::Events::Rule"))
                .singleElement()
                .satisfies(rule -> assertThat(
                                rule.path("EventPattern").path("detail").toString())
                        .isEqualTo("{\"state\":{\"status\":[\"FAILED\"]}}"));
        assertThat(all("images-us-east-2", "AWS::SNS::Subscription"))
                .singleElement()
                .satisfies(subscription ->
                        assertThat(subscription.path("Endpoint").asString()).isEqualTo("ops@example.com"));
    }
}
