package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The documented policy for CloudFormation lets it create and delete each type of resource that the templates have. */
class ExecutionPolicyTest {
    private static final Map<String, List<String>> NEEDED = Map.ofEntries(
            entry("AWS::ApiGatewayV2::Api", List.of("apigateway:POST", "apigateway:DELETE")),
            entry("AWS::ApiGatewayV2::Integration", List.of("apigateway:POST", "apigateway:DELETE")),
            entry("AWS::ApiGatewayV2::Route", List.of("apigateway:POST", "apigateway:DELETE")),
            entry(
                    "AWS::ApiGatewayV2::Stage",
                    List.of("apigateway:POST", "apigateway:DELETE", "logs:CreateLogDelivery")),
            entry("AWS::Budgets::Budget", List.of("budgets:ModifyBudget")),
            entry(
                    "AWS::CloudFront::Distribution",
                    List.of("cloudfront:CreateDistribution", "cloudfront:DeleteDistribution")),
            entry("AWS::CloudFront::Function", List.of("cloudfront:CreateFunction", "cloudfront:PublishFunction")),
            entry("AWS::CloudWatch::Alarm", List.of("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms")),
            entry("AWS::CloudWatch::Dashboard", List.of("cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards")),
            entry(
                    "AWS::DynamoDB::Table",
                    List.of(
                            "dynamodb:CreateTable",
                            "dynamodb:DeleteTable",
                            "dynamodb:UpdateTimeToLive",
                            "dynamodb:UpdateContinuousBackups")),
            entry(
                    "AWS::AutoScaling::AutoScalingGroup",
                    List.of(
                            "autoscaling:CreateAutoScalingGroup",
                            "autoscaling:DeleteAutoScalingGroup",
                            "iam:CreateServiceLinkedRole")),
            entry("AWS::EC2::InternetGateway", List.of("ec2:CreateInternetGateway", "ec2:DeleteInternetGateway")),
            entry(
                    "AWS::EC2::LaunchTemplate",
                    List.of(
                            "ec2:CreateLaunchTemplate",
                            "ec2:DeleteLaunchTemplate",
                            "ec2:RunInstances",
                            "ssm:GetParameters")),
            entry("AWS::EC2::Route", List.of("ec2:CreateRoute", "ec2:DeleteRoute")),
            entry("AWS::EC2::RouteTable", List.of("ec2:CreateRouteTable", "ec2:DeleteRouteTable")),
            entry(
                    "AWS::EC2::SecurityGroup",
                    List.of("ec2:CreateSecurityGroup", "ec2:AuthorizeSecurityGroupEgress", "ec2:DeleteSecurityGroup")),
            entry("AWS::EC2::Subnet", List.of("ec2:CreateSubnet", "ec2:ModifySubnetAttribute", "ec2:DeleteSubnet")),
            entry(
                    "AWS::EC2::SubnetRouteTableAssociation",
                    List.of("ec2:AssociateRouteTable", "ec2:DisassociateRouteTable")),
            entry("AWS::EC2::VPC", List.of("ec2:CreateVpc", "ec2:ModifyVpcAttribute", "ec2:DeleteVpc")),
            entry("AWS::EC2::VPCGatewayAttachment", List.of("ec2:AttachInternetGateway", "ec2:DetachInternetGateway")),
            entry(
                    "AWS::ImageBuilder::Component",
                    List.of(
                            "imagebuilder:CreateComponent",
                            "imagebuilder:GetComponent",
                            "imagebuilder:DeleteComponent",
                            "imagebuilder:TagResource")),
            entry(
                    "AWS::ImageBuilder::DistributionConfiguration",
                    List.of(
                            "imagebuilder:CreateDistributionConfiguration",
                            "imagebuilder:UpdateDistributionConfiguration",
                            "imagebuilder:DeleteDistributionConfiguration")),
            entry(
                    "AWS::ImageBuilder::ImagePipeline",
                    List.of(
                            "imagebuilder:CreateImagePipeline",
                            "imagebuilder:UpdateImagePipeline",
                            "imagebuilder:DeleteImagePipeline",
                            "iam:CreateServiceLinkedRole")),
            entry(
                    "AWS::ImageBuilder::ImageRecipe",
                    List.of(
                            "imagebuilder:CreateImageRecipe",
                            "imagebuilder:GetImageRecipe",
                            "imagebuilder:DeleteImageRecipe",
                            "ssm:GetParameter")),
            entry(
                    "AWS::ImageBuilder::InfrastructureConfiguration",
                    List.of(
                            "imagebuilder:CreateInfrastructureConfiguration",
                            "imagebuilder:UpdateInfrastructureConfiguration",
                            "imagebuilder:DeleteInfrastructureConfiguration",
                            "iam:PassRole")),
            entry(
                    "AWS::ImageBuilder::LifecyclePolicy",
                    List.of(
                            "imagebuilder:CreateLifecyclePolicy",
                            "imagebuilder:UpdateLifecyclePolicy",
                            "imagebuilder:DeleteLifecyclePolicy",
                            "iam:PassRole")),
            entry(
                    "AWS::IAM::InstanceProfile",
                    List.of("iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile")),
            entry("AWS::Events::EventBus", List.of("events:CreateEventBus", "events:DeleteEventBus")),
            entry("AWS::Events::Rule", List.of("events:PutRule", "events:PutTargets", "events:DeleteRule")),
            entry("AWS::IAM::Policy", List.of("iam:PutRolePolicy", "iam:DeleteRolePolicy")),
            entry("AWS::IAM::Role", List.of("iam:CreateRole", "iam:DeleteRole", "iam:PassRole")),
            entry("AWS::KMS::Key", List.of("kms:CreateKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")),
            entry(
                    "AWS::Lambda::EventSourceMapping",
                    List.of("lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping")),
            entry(
                    "AWS::Lambda::Function",
                    List.of("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:DeleteFunction")),
            entry("AWS::Lambda::Permission", List.of("lambda:AddPermission", "lambda:RemovePermission")),
            entry(
                    "AWS::Logs::LogGroup",
                    List.of("logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:DeleteLogGroup")),
            entry("AWS::Logs::ResourcePolicy", List.of("logs:PutResourcePolicy", "logs:DeleteResourcePolicy")),
            entry("AWS::Route53::RecordSet", List.of("route53:ChangeResourceRecordSets")),
            entry("AWS::S3::Bucket", List.of("s3:CreateBucket", "s3:PutLifecycleConfiguration", "s3:DeleteBucket")),
            entry("AWS::S3::BucketPolicy", List.of("s3:PutBucketPolicy", "s3:DeleteBucketPolicy")),
            entry(
                    "AWS::SecretsManager::Secret",
                    List.of("secretsmanager:CreateSecret", "secretsmanager:GetRandomPassword")),
            entry("AWS::SNS::Subscription", List.of("sns:Subscribe", "sns:Unsubscribe")),
            entry("AWS::SNS::Topic", List.of("sns:CreateTopic", "sns:DeleteTopic")),
            entry("AWS::SNS::TopicPolicy", List.of("sns:SetTopicAttributes")),
            entry("AWS::SQS::Queue", List.of("sqs:CreateQueue", "sqs:DeleteQueue")),
            entry("AWS::SQS::QueuePolicy", List.of("sqs:SetQueueAttributes")));

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyTypeOfResourceCanBeMadeAndDeleted(String size) throws IOException {
        List<Pattern> allowed = new ArrayList<>();
        for (JsonNode statement : Json.parse(Files.readString(Path.of("../docs/manual/aws/execution-policy.json")))
                .path("Statement")) {
            JsonNode actions = statement.path("Action");
            (actions.isArray() ? actions.valueStream() : Stream.of(actions))
                    .map(action -> Pattern.compile(action.asString().replace("*", ".*")))
                    .forEach(allowed::add);
        }
        TreeSet<String> missing = new TreeSet<>();
        Synthesized.of(size)
                .templates()
                .values()
                .forEach(template -> template.path("Resources").forEach(resource -> {
                    String type = resource.path("Type").asString();
                    if (type.equals("AWS::CDK::Metadata")) {
                        return;
                    }
                    List<String> needed = NEEDED.get(type);
                    if (needed == null) {
                        missing.add(type + ": this test does not know what it needs");
                    } else {
                        needed.stream()
                                .filter(action -> allowed.stream()
                                        .noneMatch(pattern ->
                                                pattern.matcher(action).matches()))
                                .forEach(action -> missing.add(type + ": " + action));
                    }
                }));

        assertThat(missing).isEmpty();
    }
}
