package io.spotcluster.infra.images;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Platform;
import io.spotcluster.infra.functions.Logs;
import io.spotcluster.infra.workers.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/**
 * The image pipelines of one region. Each region makes its own images: that costs as much as copying them, and no region waits for
 * another. docs/adr/0017 tells why they are made so.
 */
public final class ImagesStack extends Stack {
    private static final int HTTPS = 443;

    /** @param bundle the worker for all platforms, as worker-ami/bundle makes it */
    public ImagesStack(
            Construct scope,
            String id,
            StackProps props,
            Configuration configuration,
            List<Platform> platforms,
            Network network,
            Path bundle) {
        super(scope, id, props);
        String deployment = configuration.deployment();
        CfnSecurityGroup closed = CfnSecurityGroup.Builder.create(this, "NoWayIn")
                .groupDescription("Spotcluster images: HTTPS to anywhere, in from nowhere")
                .vpcId(network.vpcId())
                .securityGroupIngress(List.of())
                .securityGroupEgress(List.of(CfnSecurityGroup.EgressProperty.builder()
                        .ipProtocol("tcp")
                        .fromPort(HTTPS)
                        .toPort(HTTPS)
                        .cidrIp("0.0.0.0/0")
                        .description("AWS and packages")
                        .build()))
                .build();
        // Below this folder Image Builder's own role may write.
        LogGroup log = Logs.group(this, "Log", "/aws/imagebuilder/" + deployment, configuration.size());
        Asset archive =
                Asset.Builder.create(this, "Bundle").path(bundle.toString()).build();
        ImagePipeline.Shared shared = new ImagePipeline.Shared(
                deployment,
                getRegion(),
                archive,
                log.getLogGroupName(),
                ImageRoles.machine(this, deployment, archive, log).getRef(),
                ImageRoles.cleaner(this, deployment).getRoleArn(),
                network.subnetIds().getFirst(),
                closed.getAttrGroupId());
        for (Platform platform : platforms) {
            ImagePipeline pipeline = new ImagePipeline(this, platform, shared);
            // Image Builder looks whether a role may do what it is for.
            pipeline.getNode().addDependency(getNode().findChild(ImageRoles.MACHINE_POLICY));
            pipeline.getNode().addDependency(getNode().findChild(ImageRoles.CLEANER_POLICY));
            CfnOutput.Builder.create(this, ImageNames.recipeOutput(platform))
                    .value(pipeline.recipeName())
                    .build();
        }
        if (!configuration.alarmEmails().isEmpty()) {
            tellOfFailures(deployment, configuration.alarmEmails());
        }
    }

    /** A pipeline that fails each month would otherwise be noticed when the images are a year old. */
    private void tellOfFailures(String deployment, List<String> emails) {
        Topic topic = Topic.Builder.create(this, "Failures")
                .topicName(deployment + "-image-failures")
                .displayName("Spotcluster %s: images".formatted(deployment))
                .enforceSsl(true)
                .build();
        emails.forEach(email -> topic.addSubscription(new EmailSubscription(email)));
        CfnRule rule = CfnRule.Builder.create(this, "FailuresRule")
                .description("An image could not be made, or did not pass its test")
                .eventPattern(new TreeMap<>(Map.of(
                        "source",
                        List.of("aws.imagebuilder"),
                        "detail-type",
                        List.of("EC2 Image Builder Image State Change"),
                        "resources",
                        List.of(Map.of(
                                "prefix",
                                "arn:%s:imagebuilder:%s:%s:image/%s-worker-"
                                        .formatted(getPartition(), getRegion(), getAccount(), deployment))),
                        "detail",
                        Map.of("state", Map.of("status", List.of("FAILED"))))))
                .targets(List.of(CfnRule.TargetProperty.builder()
                        .id("topic")
                        .arn(topic.getTopicArn())
                        .build()))
                .build();
        topic.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                .actions(List.of("sns:Publish"))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of("ArnEquals", Map.of("aws:SourceArn", rule.getAttrArn())))
                .build());
        Checks.accept(
                topic,
                "AwsSolutions-SNS2",
                "Which image failed is no secret, and EventBridge cannot publish to a topic under the key that AWS manages; a key of one's own costs $1 a month.");
    }
}
