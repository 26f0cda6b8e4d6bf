package io.spotcluster.aws.sts;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.aws.Ministack;
import io.spotcluster.ports.session.CloudSessions.Session;
import io.spotcluster.ports.session.CloudSessions.SessionRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The stand-in opens sessions for policies that are well-formed; what they allow has tests of its own. */
class StsSessionsOnMinistackTest {
    /** Where the stand-in answers, if it can be had. */
    static final class Where implements ExecutionCondition, BeforeAllCallback {
        private final Ministack ministack = new Ministack();
        private URI endpoint = URI.create("http://127.0.0.1");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ministack
                    .missing()
                    .map(reason -> {
                        System.err.printf("SKIPPED %s: %s%n", context.getDisplayName(), reason);
                        return ConditionEvaluationResult.disabled(reason);
                    })
                    .orElse(ConditionEvaluationResult.enabled("can be started"));
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            endpoint = ministack.endpoint(context);
        }

        StsClient client(software.amazon.awssdk.auth.credentials.AwsCredentials credentials) {
            return StsClient.builder()
                    .endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(credentials))
                    .httpClient(UrlConnectionHttpClient.create())
                    .build();
        }

        /** @return the ARN of a new role, which anybody of the account may assume */
        String role(String name) {
            try (IamClient iam = IamClient.builder()
                    .endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                    .httpClient(UrlConnectionHttpClient.create())
                    .build()) {
                return iam.createRole(
                                request -> request.roleName(name).assumeRolePolicyDocument(ANYBODY_OF_THE_ACCOUNT))
                        .role()
                        .arn();
            }
        }
    }

    private static final String ANYBODY_OF_THE_ACCOUNT = """
            {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}]}""";

    @RegisterExtension
    static final Where where = new Where();

    @Test
    void aSessionOfTheRoleIsOpenedForTheTimeAsked() {
        try (StsSessions sessions = new StsSessions(where.client(AwsBasicCredentials.create("test", "test")))) {
            Session session = sessions.open(
                    new SessionRequest(where.role("buckets"), "taskcluster-s3", """
                    {"Version":"2012-10-17","Statement":[
                        {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/prefix/*"}]}
                    """, Duration.ofHours(1)));

            assertThat(session.accessKeyId()).startsWith("ASIA");
            assertThat(session.secretAccessKey()).isNotEmpty();
            assertThat(Duration.between(Instant.now(), session.expires()))
                    .isBetween(Duration.ofMinutes(58), Duration.ofMinutes(62));
            assertThat(session.toString()).doesNotContain(session.secretAccessKey(), session.sessionToken());
            try (StsClient asSession = where.client(AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken()))) {
                assertThat(asSession.getCallerIdentity().arn()).contains("assumed-role/buckets/taskcluster-s3");
            }
        }
    }
}
