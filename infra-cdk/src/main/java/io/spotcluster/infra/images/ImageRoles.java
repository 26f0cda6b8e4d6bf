package io.spotcluster.infra.images;

import io.spotcluster.infra.Checks;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;

/** Who may do what while images are built and cleaned. Building itself is done by Image Builder's own service-linked role. */
final class ImageRoles {
    /** Ids of the constructs. */
    static final String MACHINE_POLICY = "BuilderPolicy";

    static final String CLEANER_POLICY = "CleanerPolicy";

    private static final String BUILDER = "EC2 Image Builder";

    private ImageRoles() {}

    /**
     * The profile of the machines that are built and tested: what the agent needs to take and report commands, the components
     * and the worker's bundle, and a log. Of AWS's own policies for this (EC2InstanceProfileForImageBuilder and
     * AmazonSSMManagedInstanceCore) it leaves out what we do not use: all parameters and snapshots of the account, inventory,
     * patches, and encrypted components.
     */
    static CfnInstanceProfile machine(Stack stack, String deployment, Asset bundle, ILogGroup log) {
        Role role = Role.Builder.create(stack, "Builder")
                .description("What a machine may do while an image is made of it, or tested on it")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
        Policy policy = Policy.Builder.create(stack, MACHINE_POLICY)
                .roles(List.of(role))
                .statements(List.of(
                        allow(
                                List.of("*"),
                                "ec2messages:AcknowledgeMessage",
                                "ec2messages:DeleteMessage",
                                "ec2messages:FailMessage",
                                "ec2messages:GetEndpoint",
                                "ec2messages:GetMessages",
                                "ec2messages:SendReply",
                                "ssm:DescribeAssociation",
                                "ssm:DescribeDocument",
                                "ssm:GetDocument",
                                "ssm:GetManifest",
                                "ssm:ListAssociations",
                                "ssm:ListInstanceAssociations",
                                "ssm:UpdateAssociationStatus",
                                "ssm:UpdateInstanceAssociationStatus",
                                "ssm:UpdateInstanceInformation",
                                "ssmmessages:CreateControlChannel",
                                "ssmmessages:CreateDataChannel",
                                "ssmmessages:OpenControlChannel",
                                "ssmmessages:OpenDataChannel"),
                        allow(
                                List.of("arn:%s:imagebuilder:%s:%s:component/%s-*"
                                        .formatted(
                                                stack.getPartition(),
                                                stack.getRegion(),
                                                stack.getAccount(),
                                                deployment)),
                                "imagebuilder:GetComponent"),
                        allow(
                                List.of(
                                        bundle.getBucket().arnForObjects(bundle.getS3ObjectKey()),
                                        "arn:%s:s3:::ec2imagebuilder*".formatted(stack.getPartition())),
                                "s3:GetObject"),
                        allow(List.of(log.getLogGroupArn()), "logs:CreateLogStream", "logs:PutLogEvents")))
                .build();
        Checks.accept(
                policy,
                "AwsSolutions-IAM5",
                "The agent's own calls name no resource that a policy could; components are those of this deployment; the buckets with that prefix are Image Builder's, which its program comes from; a log group holds streams.");
        return CfnInstanceProfile.Builder.create(stack, "BuilderProfile")
                .roles(List.of(role.getRoleName()))
                .build();
    }

    /** The role by which the lifecycle policies delete images that Image Builder made for this deployment. */
    static Role cleaner(Stack stack, String deployment) {
        Role role = Role.Builder.create(stack, "Cleaner")
                .description("What Image Builder may do to delete old images")
                .assumedBy(new ServicePrincipal("imagebuilder.amazonaws.com"))
                .build();
        String partition = stack.getPartition();
        Policy policy = Policy.Builder.create(stack, CLEANER_POLICY)
                .roles(List.of(role))
                .statements(List.of(
                        allow(List.of("*"), "ec2:DescribeImages", "ec2:DescribeSnapshots", "tag:GetResources"),
                        made(
                                "arn:%s:ec2:*::image/*".formatted(partition),
                                "ec2:DeregisterImage",
                                "ec2:DescribeImageAttribute"),
                        made("arn:%s:ec2:*::snapshot/*".formatted(partition), "ec2:DeleteSnapshot"),
                        allow(
                                List.of("arn:%s:imagebuilder:%s:%s:image/%s-worker-*"
                                        .formatted(partition, stack.getRegion(), stack.getAccount(), deployment)),
                                "imagebuilder:DeleteImage")))
                .build();
        Checks.accept(
                policy,
                "AwsSolutions-IAM5",
                "Calls that only look name no resource; those that delete are bound to the tag that Image Builder puts on what it makes, and to the names of this deployment's images.");
        return role;
    }

    private static PolicyStatement allow(List<String> resources, String... actions) {
        return PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(resources)
                .build();
    }

    private static PolicyStatement made(String resource, String... actions) {
        return PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(List.of(resource))
                .conditions(Map.of("StringEquals", Map.of("aws:ResourceTag/CreatedBy", BUILDER)))
                .build();
    }
}
