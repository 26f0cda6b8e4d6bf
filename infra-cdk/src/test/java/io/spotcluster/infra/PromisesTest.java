package io.spotcluster.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the manual promises of each deployment, looked for in the templates, whatever else is in them. */
class PromisesTest {
    private static Stream<JsonNode> resources(String size, String type) {
        List<JsonNode> found = new ArrayList<>();
        Synthesized.of(size)
                .templates()
                .values()
                .forEach(template -> template.path("Resources").forEach(found::add));
        return found.stream()
                .filter(resource -> resource.path("Type").asString().equals(type));
    }

    private static JsonNode properties(JsonNode resource) {
        return resource.path("Properties");
    }

    private static List<JsonNode> all(String size, String type) {
        List<JsonNode> found =
                resources(size, type).map(PromisesTest::properties).toList();
        assertThat(found).as(type).isNotEmpty();
        return found;
    }

    @Test
    void inProdTablesAreProtectedCanBeRestoredAndOutliveTheirStack() {
        assertThat(resources("prod", "AWS::DynamoDB::Table"))
                .hasSameSizeAs(FunctionCatalog.TABLES)
                .allSatisfy(table -> {
                    assertThat(properties(table)
                                    .path("DeletionProtectionEnabled")
                                    .asBoolean())
                            .isTrue();
                    assertThat(properties(table)
                                    .path("PointInTimeRecoverySpecification")
                                    .path("PointInTimeRecoveryEnabled")
                                    .asBoolean())
                            .isTrue();
                    assertThat(table.path("DeletionPolicy").asString()).isEqualTo("Retain");
                    assertThat(properties(table)
                                    .path("SSESpecification")
                                    .path("SSEType")
                                    .asString())
                            .isEqualTo("KMS");
                });
        assertThat(resources("prod", "AWS::S3::Bucket"))
                .isNotEmpty()
                .allMatch(bucket -> bucket.path("DeletionPolicy").asString().equals("Retain"));
    }

    @Test
    void inDevNothingIsLeftBehind() {
        for (String type : List.of(
                "AWS::DynamoDB::Table",
                "AWS::S3::Bucket",
                "AWS::SQS::Queue",
                "AWS::SecretsManager::Secret",
                "AWS::Logs::LogGroup",
                "AWS::KMS::Key")) {
            assertThat(resources("dev", type))
                    .as(type)
                    .isNotEmpty()
                    .allMatch(resource ->
                            resource.path("DeletionPolicy").asString().equals("Delete"));
        }
        assertThat(all("dev", "AWS::DynamoDB::Table"))
                .noneMatch(table -> table.path("DeletionProtectionEnabled").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void logsAreKeptShortly(String size) {
        int days = size.equals("dev") ? 3 : 14;

        assertThat(all(size, "AWS::Logs::LogGroup"))
                .hasSizeGreaterThan(FunctionCatalog.ALL.size())
                .allMatch(log -> log.path("RetentionInDays").asInt() == days);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void bucketsAreClosedToThePublic(String size) {
        assertThat(all(size, "AWS::S3::Bucket"))
                .allSatisfy(bucket -> assertThat(
                                bucket.path("PublicAccessBlockConfiguration").properties())
                        .hasSize(4)
                        .allMatch(flag -> flag.getValue().asBoolean()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void bucketsQueuesAndTopicsAreReachedByTlsOnly(String size) {
        assertThat(all(size, "AWS::S3::BucketPolicy")).hasSameSizeAs(all(size, "AWS::S3::Bucket"));
        assertThat(all(size, "AWS::SQS::QueuePolicy")).hasSameSizeAs(all(size, "AWS::SQS::Queue"));
        assertThat(all(size, "AWS::SNS::TopicPolicy")).hasSameSizeAs(all(size, "AWS::SNS::Topic"));
        for (String type : List.of("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")) {
            assertThat(all(size, type))
                    .allMatch(policy -> policy.path("PolicyDocument")
                            .path("Statement")
                            .valueStream()
                            .anyMatch(statement ->
                                    statement.path("Effect").asString().equals("Deny")
                                            && statement
                                                    .path("Condition")
                                                    .path("Bool")
                                                    .path("aws:SecureTransport")
                                                    .asString()
                                                    .equals("false")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void whatTheClockCallsIsCalledAsOftenAsTheCatalogueSays(String size) {
        List<String> rates = resources(size, "AWS::Events::Rule")
                .map(rule -> properties(rule).path("ScheduleExpression").asString(""))
                .filter(rate -> !rate.isEmpty())
                .sorted()
                .toList();

        assertThat(rates)
                .hasSize((int) FunctionCatalog.ALL.stream()
                        .filter(function -> function.trigger() instanceof Trigger.Schedule)
                        .count())
                .contains("rate(1 minute)", "rate(1 hour)");
        assertThat(resources(size, "AWS::Events::Rule")
                        .filter(rule ->
                                properties(rule).path("Description").asString().equals("Calls queue-sweeper"))
                        .map(rule -> properties(rule).path("ScheduleExpression").asString()))
                .containsExactly("rate(1 minute)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void feedsAndQueuesAnswerWithWhatFailed(String size) {
        assertThat(all(size, "AWS::Lambda::EventSourceMapping"))
                .hasSize(3)
                .allMatch(source ->
                        source.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyAlarmOfTheManualIsThereAndTellsSomebody(String size) {
        List<String> names = new ArrayList<>();
        Synthesized.of(size).template("observability").path("Resources").forEachEntry((name, resource) -> {
            if (resource.path("Type").asString().equals("AWS::CloudWatch::Alarm")) {
                names.add(name.replaceFirst("[0-9]?[0-9A-F]{8}$", ""));
                assertThat(properties(resource).path("AlarmActions").size())
                        .as(name)
                        .isOne();
            }
        });

        assertThat(names)
                .contains(
                        "FeedBehind",
                        "DeadLetters",
                        "FailedRequests",
                        "RefusedCalls",
                        "StoppedSweeper",
                        "FailingSweeper");
    }

    private static JsonNode alarm(String beginning) {
        List<JsonNode> found = all("dev", "AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.path("AlarmDescription").asString().startsWith(beginning))
                .toList();
        assertThat(found).as(beginning).hasSize(1);
        return found.getFirst();
    }

    @Test
    void aSweeperThatIsSilentOrKeepsFailingIsNoticed() {
        JsonNode silent = alarm("The sweeper has not been called");
        assertThat(silent.path("MetricName").asString()).isEqualTo("Invocations");
        assertThat(silent.path("TreatMissingData").asString()).isEqualTo("breaching");
        assertThat(silent.path("ComparisonOperator").asString()).isEqualTo("LessThanThreshold");
        assertThat(silent.path("Threshold").asInt()).isOne();
        JsonNode failing = alarm("The sweeper keeps failing");
        assertThat(failing.path("MetricName").asString()).isEqualTo("Errors");
        assertThat(failing.path("ComparisonOperator").asString()).isEqualTo("GreaterThanThreshold");
        assertThat(failing.path("Threshold").asInt()).isZero();
    }

    @Test
    void theDashboardShowsWhatOperatorsAskFirst() {
        String body = all("dev", "AWS::CloudWatch::Dashboard")
                .getFirst()
                .path("DashboardBody")
                .toString();

        assertThat(body)
                .contains(
                        "{Spotcluster,Deployment,TaskQueue}",
                        "PendingTasks",
                        "LongestWait",
                        "IteratorAge",
                        "ApproximateNumberOfMessagesVisible",
                        "IncomingLogEvents",
                        "tables [$/h]");
    }

    @Test
    void theFrontCachesNothingNotEvenErrors() {
        JsonNode distribution =
                all("dev", "AWS::CloudFront::Distribution").getFirst().path("DistributionConfig");

        // The managed policy CachingDisabled.
        assertThat(distribution
                        .path("DefaultCacheBehavior")
                        .path("CachePolicyId")
                        .asString())
                .isEqualTo("4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
        assertThat(distribution
                        .path("DefaultCacheBehavior")
                        .path("ViewerProtocolPolicy")
                        .asString())
                .isEqualTo("https-only");
        assertThat(distribution.path("CustomErrorResponses").size()).isEqualTo(11);
        assertThat(distribution.path("CustomErrorResponses"))
                .allMatch(response -> response.path("ErrorCachingMinTTL").asInt(-1) == 0);
    }

    @Test
    void nobodyConnectsToMachinesAndTheirMetadataTakesAToken() {
        assertThat(all("prod", "AWS::EC2::SecurityGroup"))
                .allMatch(group -> group.path("SecurityGroupIngress").isEmpty());
        assertThat(all("prod", "AWS::EC2::LaunchTemplate"))
                .allMatch(template -> template.path("LaunchTemplateData")
                        .path("MetadataOptions")
                        .path("HttpTokens")
                        .asString()
                        .equals("required"));
    }
}
