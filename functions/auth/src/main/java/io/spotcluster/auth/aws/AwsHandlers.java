package io.spotcluster.auth.aws;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.session.CloudSessions;
import io.spotcluster.ports.session.CloudSessions.Session;
import io.spotcluster.ports.session.CloudSessions.SessionException;
import io.spotcluster.ports.session.CloudSessions.SessionRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** awsS3Credentials. */
public final class AwsHandlers {
    /** The longest that AWS gives to a session which a role opens. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final String SESSION_NAME = "taskcluster-s3";

    private final Optional<Granting> granting;
    private final Clock clock;

    /** @param granting absent, where the deployment has no access to AWS */
    public AwsHandlers(Optional<Granting> granting, Clock clock) {
        this.granting = granting;
        this.clock = clock;
    }

    /** To which buckets, and by what. */
    public record Granting(AwsAccess access, CloudSessions sessions) {}

    public Loaded<Boolean> load(Request request) {
        boolean readOnly = request.parameter("level").equals("read-only");
        return new Loaded<>(readOnly, Parameters.NONE.with("levelIsReadOnly", readOnly));
    }

    public Reply credentials(Authorized authority, Request request, boolean readOnly) {
        String bucket = request.parameter("bucket");
        String prefix = request.parameter("prefix");
        Granting grant = granting.orElseThrow(() -> Rejection.notFound(
                        "no credentials for the bucket '%s': this deployment has no access to AWS (the configuration's auth.aws is not set)"
                                .formatted(bucket))
                .asException());
        String role = Optional.ofNullable(grant.access().roles().get(bucket))
                .orElseThrow(() -> Rejection.notFound(
                                "no credentials for the bucket '%s': it is not among those of this deployment"
                                        .formatted(bucket))
                        .asException());
        if (prefix.startsWith("/")) {
            throw Rejection.input("`prefix` is '%s', and may not start with a slash".formatted(prefix))
                    .asException();
        }
        String policy = S3Policy.text(S3Policy.of(readOnly, bucket, prefix));
        if (policy.length() > S3Policy.LONGEST) {
            throw tooLong(prefix);
        }
        try {
            Session session = grant.sessions().open(new SessionRequest(role, SESSION_NAME, policy, LIFETIME));
            return request.option("format").isPresent()
                    ? Reply.of(Bytes.wrap(JsonMapper.shared().writeValueAsBytes(roleDocument(session))))
                            .withHeader("content-type", "application/json; charset=utf-8")
                    : Reply.of(document(session));
        } catch (SessionException.PolicyTooLarge _) {
            throw tooLong(prefix);
        }
    }

    private static RejectedException tooLong(String prefix) {
        return Rejection.input("`prefix` has %d characters, more than fit into the policy of a session"
                        .formatted(prefix.length()))
                .asException();
    }

    private static ObjectNode document(Session session) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("credentials")
                .put("accessKeyId", session.accessKeyId())
                .put("secretAccessKey", session.secretAccessKey())
                .put("sessionToken", session.sessionToken());
        return json.put("expires", Timestamp.format(session.expires()));
    }

    /** As EC2's metadata service tells an instance its role's credentials. */
    private ObjectNode roleDocument(Session session) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("Code", "Success")
                .put("Type", "AWS-HMAC")
                .put("LastUpdated", Timestamp.format(clock.instant()))
                .put("AccessKeyId", session.accessKeyId())
                .put("SecretAccessKey", session.secretAccessKey())
                .put("Token", session.sessionToken())
                .put("Expiration", Timestamp.format(session.expires()));
    }
}
