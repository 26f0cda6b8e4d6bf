package io.spotcluster.auth.scopes;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.authentication.Authentication;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.SignedRequest;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** expandScopes, currentScopes and authenticateHawk. */
public final class ScopeHandlers {
    private final RoleStore roles;
    private final HawkAuthenticator authenticator;

    public ScopeHandlers(RoleStore roles, HawkAuthenticator authenticator) {
        this.roles = roles;
        this.authenticator = authenticator;
    }

    public Reply expand(Authorized authority, Request request) {
        List<String> scopes = request.body()
                .path("scopes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        return Reply.of(document(roles.recent().compiled().expand(new ScopeSet(scopes))));
    }

    public Reply current(Authorized authority, Request request) {
        return Reply.of(document(authority.caller().scopes()));
    }

    /** Checks a signature for somebody else. That it is not good is an answer here, not an error. */
    public Reply authenticateHawk(Authorized authority, Request request) {
        JsonNode body = request.body();
        SignedHost host = new SignedHost(
                body.path("host").stringValue(), body.path("port").intValue());
        Optional<String> authorization = Optional.of(body.path("authorization"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
        SignedRequest signed = new SignedRequest(
                body.path("method").stringValue().toUpperCase(Locale.ROOT),
                body.path("resource").stringValue(),
                List.of(host),
                authorization);
        try {
            return Reply.of(
                    switch (authenticator.verify(signed)) {
                        case Authentication.Anonymous(Caller caller) ->
                            document(caller.scopes())
                                    .put("status", "no-auth")
                                    .put("scheme", "none")
                                    .put("expires", Timestamp.format(caller.expires()));
                        case Authentication.Signed(Caller caller, Optional<String> hash) -> {
                            ObjectNode json = document(caller.scopes())
                                    .put("status", "auth-success")
                                    .put("scheme", "hawk")
                                    .put("clientId", caller.clientId())
                                    .put("expires", Timestamp.format(caller.expires()));
                            hash.ifPresent(text -> json.put("hash", text));
                            yield json;
                        }
                    });
        } catch (RejectedException e) {
            return Reply.of(JsonMapper.shared()
                    .createObjectNode()
                    .put("status", "auth-failed")
                    .put("message", e.rejection().message()));
        }
    }

    private static ObjectNode document(ScopeSet scopes) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode list = json.putArray("scopes");
        scopes.scopes().forEach(list::add);
        return json;
    }
}
