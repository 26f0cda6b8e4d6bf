package io.spotcluster.auth.testing;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * testAuthenticate and testAuthenticateGet: the request is checked like any other one, but against a single client of
 * which everybody knows the token, and without any role. They read and write nothing.
 */
public final class TestingHandlers {
    private static final String CLIENT_ID = "tester";
    private static final AccessToken ACCESS_TOKEN = new AccessToken("no-secret");
    private static final List<String> SCOPES_FOR_GET = List.of("test:*", "auth:create-client:test:*");
    private static final List<String> REQUIRED_FOR_GET = List.of("test:authenticate-get");

    private final List<SignedHost> hosts;
    private final Clock clock;

    public TestingHandlers(List<SignedHost> hosts, Clock clock) {
        this.hosts = List.copyOf(hosts);
        this.clock = clock;
    }

    public Reply authenticate(Authorized authority, Request request) {
        return authenticate(request, scopes(request, "clientScopes"), scopes(request, "requiredScopes"));
    }

    public Reply authenticateGet(Authorized authority, Request request) {
        return authenticate(request, SCOPES_FOR_GET, REQUIRED_FOR_GET);
    }

    private Reply authenticate(Request request, List<String> clientScopes, List<String> requiredScopes) {
        Identity tester = new Identity(
                CLIENT_ID,
                ACCESS_TOKEN,
                new ScopeSet(clientScopes),
                clock.instant().plus(Duration.ofDays(1)),
                false);
        Caller caller = new HawkAuthenticator(new OnlyClient(tester), hosts, clock).authenticate(request.http());
        List<String> missing = requiredScopes.stream()
                .filter(scope -> !caller.scopes().satisfies(scope))
                .toList();
        if (!missing.isEmpty()) {
            throw new Rejection(
                            ErrorCode.INSUFFICIENT_SCOPES,
                            "The client '%s' lacks the scopes: %s"
                                    .formatted(caller.clientId(), String.join(", ", missing)))
                    .asException();
        }
        ObjectNode json = JsonMapper.shared().createObjectNode().put("clientId", caller.clientId());
        ArrayNode list = json.putArray("scopes");
        caller.scopes().scopes().forEach(list::add);
        return Reply.of(json);
    }

    private static List<String> scopes(Request request, String field) {
        return request.body()
                .path(field)
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    private record OnlyClient(Identity client) implements Identities {
        @Override
        public Optional<Identity> client(String clientId) {
            return clientId.equals(client.clientId()) ? Optional.of(client) : Optional.empty();
        }

        @Override
        public RoleSet roles() {
            return RoleSet.NONE;
        }
    }
}
