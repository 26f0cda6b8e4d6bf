package io.spotcluster.auth.clouds;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.util.List;
import java.util.Map;

/** What a Taskcluster answers that has neither an Azure account nor a Google project: this one never has. */
public final class UnconfiguredClouds {
    private UnconfiguredClouds() {}

    public static Reply azureAccounts(Authorized authority, Request request) {
        return Reply.of(Map.of("accounts", List.of()));
    }

    /** For every method about one account. */
    public static Rejection noAzureAccount(Request request) {
        return Rejection.notFound(
                "there is no Azure account '%s' in this deployment".formatted(request.parameter("account")));
    }

    public static Loaded<Boolean> loadLevel(Request request) {
        boolean readOnly = request.parameter("level").equals("read-only");
        return new Loaded<>(readOnly, Parameters.NONE.with("levelIsReadOnly", readOnly));
    }

    /** Taskcluster looks at its list of service accounts first, and says 400 for one that is not in it. */
    public static Rejection noServiceAccount(Request request) {
        return new Rejection(
                ErrorCode.INVALID_REQUEST_ARGUMENTS,
                "the service account '%s' is not one of this deployment, which has none"
                        .formatted(request.parameter("serviceAccount")));
    }
}
