package io.spotcluster.auth.sentry;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** sentryDSN. */
public final class SentryHandlers {
    private final Optional<SentryKeys> keys;

    /** @param keys absent, where Sentry is not configured */
    public SentryHandlers(Optional<SentryKeys> keys) {
        this.keys = keys;
    }

    public Reply dsn(Authorized authority, Request request) {
        String project = request.parameter("project");
        SentryKeys.ProjectKey key = keys.orElseThrow(() -> Rejection.notFound(
                                "there are no Sentry keys: this deployment has no Sentry (the configuration's auth.sentry is not set)")
                        .asException())
                .key(project);
        ObjectNode json = JsonMapper.shared().createObjectNode().put("project", project);
        json.putObject("dsn").put("secret", key.secretDsn()).put("public", key.publicDsn());
        return Reply.of(json.put("expires", Timestamp.format(key.expires())));
    }
}
