package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.auth.AuthHarness.Answer;
import io.spotcluster.ports.session.CloudSessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AwsS3CredentialsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/buckets";
    private static final AuthConfiguration CONFIGURED = AuthHarness.configuration("""
            {"auth": {"aws": {"roles": [{"roleArn": "%s", "buckets": ["bucket", "other-bucket"]}]}}}""".formatted(ROLE));

    private final List<CloudSessions.SessionRequest> asked = new ArrayList<>();
    private final AuthHarness auth = AuthHarness.configured(CONFIGURED, Optional.of(this::open));
    private final AuthHarness without = AuthHarness.create();

    private CloudSessions.Session open(CloudSessions.SessionRequest request) {
        asked.add(request);
        return new CloudSessions.Session(
                "AKIDEXAMPLE", "the-secret", "the-token", auth.clock.instant().plus(request.lifetime()));
    }

    private static String path(String level, String bucket, String prefix) {
        return "/aws/s3/%s/%s/%s".formatted(level, bucket, encoded(prefix));
    }

    private JsonNode lastPolicy() {
        return JsonMapper.shared().readTree(asked.getLast().policy());
    }

    @Test
    void aSessionIsCutToTheLevelAndPrefixAskedFor() {
        Answer reading =
                auth.call(ROOT, "GET", path("read-only", "bucket", "a/b/")).ok();

        assertThat(reading.json()).isEqualTo(JsonMapper.shared().readTree("""
                {"credentials": {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "the-secret", "sessionToken": "the-token"},
                 "expires": "2026-01-01T01:00:00.000Z"}"""));
        assertThat(asked.getLast().role()).isEqualTo(ROLE);
        assertThat(asked.getLast().lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(lastPolicy()).isEqualTo(S3PolicyOf.text(true, "a/b/"));

        auth.call(ROOT, "GET", path("read-write", "bucket", "a/b/")).ok();

        assertThat(lastPolicy()).isEqualTo(S3PolicyOf.text(false, "a/b/"));
    }

    @Test
    void thePrefixMayBeEmptyOrHaveRawSlashes() {
        auth.call(ROOT, "GET", "/aws/s3/read-only/bucket/").ok();
        assertThat(lastPolicy()).isEqualTo(S3PolicyOf.text(true, ""));

        auth.call(ROOT, "GET", "/aws/s3/read-only/bucket/a/b/").ok();
        assertThat(lastPolicy()).isEqualTo(S3PolicyOf.text(true, "a/b/"));
    }

    @Test
    void wildcardsAndVariablesInThePrefixStandForThemselves() {
        auth.call(ROOT, "GET", path("read-only", "bucket", "a*/?${aws:username}/"))
                .ok();

        assertThat(asked.getLast().policy())
                .contains("bucket/a${*}/${?}${$}{aws:username}/*\"")
                .doesNotContain("${aws");
    }

    @Test
    void theFormatOfTheMetadataServiceIsGivenWhenAskedFor() {
        Answer answer = auth.call(ROOT, "GET", path("read-only", "bucket", "a/") + "?format=iam-role-compat");

        // The reference's schema is about the other form.
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(JsonMapper.shared().readTree("""
                {"Code": "Success", "Type": "AWS-HMAC", "LastUpdated": "2026-01-01T00:00:00.000Z",
                 "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "the-secret", "Token": "the-token",
                 "Expiration": "2026-01-01T01:00:00.000Z"}"""));
        auth.call(ROOT, "GET", path("read-only", "bucket", "a/") + "?format=other")
                .fails(400, "InvalidRequestArguments", "format");
    }

    @Test
    void readersMayNotWriteAndWritersMayRead() {
        Credentials reader = auth.client("reader", "auth:aws-s3:read-only:bucket/mine/*");
        Credentials writer = auth.client("writer", "auth:aws-s3:read-write:bucket/mine/*");

        auth.call(reader, "GET", path("read-only", "bucket", "mine/x/")).ok();
        auth.call(writer, "GET", path("read-only", "bucket", "mine/x/")).ok();
        auth.call(writer, "GET", path("read-write", "bucket", "mine/x/")).ok();
        auth.call(reader, "GET", path("read-write", "bucket", "mine/x/")).fails(403, "InsufficientScopes");
        auth.call(writer, "GET", path("read-write", "bucket", "other/")).fails(403, "InsufficientScopes");
        auth.call(writer, "GET", path("read-write", "bucket", "")).fails(403, "InsufficientScopes");
        auth.call(writer, "GET", path("read-write", "other-bucket", "mine/x/")).fails(403, "InsufficientScopes");
        assertThat(asked).hasSize(3);
    }

    @Test
    void bucketsThatAreNotConfiguredAndBadPrefixesAreRefused() {
        auth.call(ROOT, "GET", path("read-only", "nobodys", "a/")).fails(404, "ResourceNotFound", "nobodys");
        auth.call(ROOT, "GET", path("read-only", "bucket", "/a/")).fails(400, "InputError", "/a/");
        auth.call(ROOT, "GET", path("everything", "bucket", "a/")).fails(400, "InvalidRequestArguments", "level");
        auth.call(ROOT, "GET", path("read-only", "bu.cket", "a/")).fails(400, "InvalidRequestArguments", "bucket");
        auth.call(ROOT, "GET", path("read-only", "bucket", "a\n/")).fails(400, "InvalidRequestArguments", "prefix");
        auth.call(ROOT, "GET", path("read-only", "bucket", "a".repeat(900))).fails(400, "InputError", "900 characters");
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutAwsItSaysSo() {
        without.call(ROOT, "GET", path("read-only", "bucket", "a/")).fails(404, "ResourceNotFound", "AWS");
    }

    @Test
    void whatTheCloudRefusesIsNotTheCallersFaultUnlessItIs() {
        AuthHarness denied = AuthHarness.configured(CONFIGURED, Optional.of(_ -> {
            throw new CloudSessions.SessionException.Denied("no", new IllegalStateException());
        }));
        AuthHarness tooLarge = AuthHarness.configured(CONFIGURED, Optional.of(_ -> {
            throw new CloudSessions.SessionException.PolicyTooLarge("no", new IllegalStateException());
        }));

        denied.call(ROOT, "GET", path("read-only", "bucket", "a/")).fails(500, "InternalServerError");
        tooLarge.call(ROOT, "GET", path("read-only", "bucket", "a/")).fails(400, "InputError", "prefix");
    }

    /** What the policy must be, written once more by hand. */
    private static final class S3PolicyOf {
        static JsonNode text(boolean readOnly, String prefix) {
            String actions = readOnly ? "\"s3:GetObject\"" : "\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\"";
            return JsonMapper.shared().readTree("""
                    {"Version": "2012-10-17", "Statement": [
                      {"Sid": "ObjectsUnderPrefix", "Effect": "Allow", "Action": [%s],
                       "Resource": ["arn:aws:s3:::bucket/%s*"]},
                      {"Sid": "ListUnderPrefix", "Effect": "Allow", "Action": ["s3:ListBucket"],
                       "Resource": ["arn:aws:s3:::bucket"], "Condition": {"StringLike": {"s3:prefix": ["%s*"]}}},
                      {"Sid": "FindBucket", "Effect": "Allow", "Action": ["s3:GetBucketLocation"],
                       "Resource": ["arn:aws:s3:::bucket"]}]}""".formatted(actions, prefix, prefix));
        }
    }
}
