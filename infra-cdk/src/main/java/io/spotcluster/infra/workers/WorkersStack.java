package io.spotcluster.infra.workers;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Platform;
import io.spotcluster.infra.configuration.Region;
import io.spotcluster.infra.images.ImageNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/**
 * The machines of one region: a fixed number of them, from an image with the worker inside, or from AWS's own, which installs the
 * worker when it starts. They come and go by themselves; nobody can connect to them.
 */
public final class WorkersStack extends Stack {
    /** So machines get the image of the month without anybody's doing. An image's lifecycle policy counts on it. */
    private static final int LONGEST_LIFE_SECONDS =
            Math.toIntExact(Duration.ofDays(30).toSeconds());

    private final Network network;

    /** @param bundle the worker for all platforms, as worker-ami/bundle makes it */
    public WorkersStack(
            Construct scope,
            String id,
            StackProps props,
            Configuration configuration,
            Configuration.Workers workers,
            Configuration.Place place,
            Path bundle) {
        super(scope, id, props);
        Region region = Region.named(place.region()).orElseThrow();
        Platform platform = workers.platform();
        network = Network.of(this, region, place.vpc());
        CfnSecurityGroup closed = CfnSecurityGroup.Builder.create(this, "NoWayIn")
                .groupDescription("Spotcluster workers: out to anywhere, in from nowhere")
                .vpcId(network.vpcId())
                .securityGroupIngress(List.of())
                .securityGroupEgress(List.of(CfnSecurityGroup.EgressProperty.builder()
                        .ipProtocol("-1")
                        .cidrIp("0.0.0.0/0")
                        .description("Tasks fetch from anywhere")
                        .build()))
                .build();
        Asset archive =
                Asset.Builder.create(this, "Bundle").path(bundle.toString()).build();
        String secret = "arn:%s:secretsmanager:%s:%s:secret:%s"
                .formatted(
                        getPartition(), configuration.region(), getAccount(), secretName(configuration.deployment()));
        Role role = Role.Builder.create(this, "Machine")
                .description("What a machine of the pool may do")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
        Policy policy = Policy.Builder.create(this, "MachinePolicy")
                .roles(List.of(role))
                .statements(List.of(
                        PolicyStatement.Builder.create()
                                .actions(List.of("secretsmanager:GetSecretValue"))
                                // AWS puts six characters after the name of a secret.
                                .resources(List.of(secret + "-??????"))
                                .build(),
                        PolicyStatement.Builder.create()
                                .actions(List.of("s3:GetObject"))
                                .resources(List.of(archive.getBucket().arnForObjects(archive.getS3ObjectKey())))
                                .build()))
                .build();
        Checks.accept(
                policy,
                "AwsSolutions-IAM5",
                "One secret: the six characters that AWS puts after its name are not known before it is made.");
        UserData userData = UserData.custom(Boot.script(
                platform.system(),
                Map.of(
                        "BUNDLE", archive.getS3ObjectUrl(),
                        "REGION", region.name(),
                        "SECRET", secretName(configuration.deployment()),
                        "SECRET_REGION", configuration.region(),
                        "WORKER_POOL", workers.workerPoolId(),
                        "MAX_TASK_RUN_TIME", workers.maxTaskRunTime())));
        LaunchTemplate template = LaunchTemplate.Builder.create(this, "Template")
                .machineImage(MachineImage.resolveSsmParameterAtLaunch(
                        workers.startsFromOwnImage()
                                ? ImageNames.parameter(configuration.deployment(), platform)
                                : platform.stockImage()))
                .userData(userData)
                .role(role)
                .securityGroup(SecurityGroup.fromSecurityGroupId(this, "Closed", closed.getAttrGroupId()))
                .requireImdsv2(true)
                .httpPutResponseHopLimit(1)
                .blockDevices(List.of(BlockDevice.builder()
                        .deviceName(platform.system().rootDevice())
                        .volume(BlockDeviceVolume.ebs(
                                workers.diskGigabytes(),
                                EbsDeviceOptions.builder()
                                        .volumeType(EbsDeviceVolumeType.GP3)
                                        .encrypted(true)
                                        .deleteOnTermination(true)
                                        .build()))
                        .build()))
                .build();
        CfnAutoScalingGroup group = CfnAutoScalingGroup.Builder.create(this, "Pool")
                .minSize("0")
                .maxSize(Integer.toString(Math.max(1, place.size())))
                .desiredCapacity(Integer.toString(place.size()))
                .vpcZoneIdentifier(network.subnetIds())
                .capacityRebalance(workers.spot())
                .maxInstanceLifetime(LONGEST_LIFE_SECONDS)
                .mixedInstancesPolicy(CfnAutoScalingGroup.MixedInstancesPolicyProperty.builder()
                        .instancesDistribution(CfnAutoScalingGroup.InstancesDistributionProperty.builder()
                                .onDemandBaseCapacity(0)
                                .onDemandPercentageAboveBaseCapacity(workers.spot() ? 0 : 100)
                                .spotAllocationStrategy("price-capacity-optimized")
                                .build())
                        .launchTemplate(CfnAutoScalingGroup.LaunchTemplateProperty.builder()
                                .launchTemplateSpecification(
                                        CfnAutoScalingGroup.LaunchTemplateSpecificationProperty.builder()
                                                .launchTemplateId(template.getLaunchTemplateId())
                                                .version(template.getLatestVersionNumber())
                                                .build())
                                .overrides(workers.instanceTypes().stream()
                                        .map(type -> CfnAutoScalingGroup.LaunchTemplateOverridesProperty.builder()
                                                .instanceType(type)
                                                .build())
                                        .toList())
                                .build())
                        .build())
                .build();
        Tags.of(group).add("Name", "%s %s".formatted(configuration.deployment(), workers.workerPoolId()));
        Checks.accept(
                group,
                "CdkNagValidationFailure",
                "The rule on encrypted disks looks for a launch template beside the group; ours is in its policy of mixed instances, and its disks are encrypted.");
        Checks.accept(
                group,
                "AwsSolutions-AS3",
                "Machines come and go all day; a message about each would be read by nobody.");
    }

    /** Holds {@code {"rootUrl", "clientId", "accessToken"}}: as whom the machines claim. */
    public static String secretName(String deployment) {
        return deployment + "/worker";
    }

    /** Where machines stand; images are made there too. */
    public Network network() {
        return network;
    }
}
