package io.spotcluster.auth.signin;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns ID tokens into named temporary credentials, whose scopes are the roles of the user and of his groups. There is no
 * session and nothing is stored: to end somebody's access before his credentials expire, take the roles' scopes away, or end
 * all credentials at once by giving {@link #ISSUER} another token.
 */
public final class SignIn {
    /** The client that signs the credentials; it may give away just what providers' users can have. */
    public static final String ISSUER = "static/taskcluster/login";

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    /** Each is sent along with each request, in a header; servers allow 16 KB for it. */
    private static final int LARGEST_SCOPES = 4000;

    private final Map<String, Provider> providers;
    private final Map<String, IdTokens> tokens = new TreeMap<>();
    private final RoleStore roles;
    private final Supplier<AccessToken> issuerToken;
    private final Clock clock;

    /** @param issuerToken of the client {@link #ISSUER}; asked for when somebody signs in */
    public SignIn(List<Provider> providers, Supplier<AccessToken> issuerToken, RoleStore roles, Clock clock) {
        this.providers = new TreeMap<>();
        for (Provider provider : providers) {
            this.providers.put(provider.name(), provider);
            tokens.put(provider.name(), new IdTokens(provider, clock));
        }
        this.roles = roles;
        this.issuerToken = issuerToken;
        this.clock = clock;
    }

    /** The issuer, as a client of the deployment; absent without providers. */
    public Optional<StaticClient> client() {
        if (providers.isEmpty()) {
            return Optional.empty();
        }
        List<String> scopes = new ArrayList<>();
        for (Provider provider : providers.values()) {
            scopes.add("auth:create-client:%s/*".formatted(provider.name()));
            scopes.add("%s%s%s/*".formatted(RoleSet.ASSUME, Identity.LOGIN_IDENTITY, provider.name()));
            provider.groups().forEach(group -> scopes.add(RoleSet.ASSUME + group.rolePrefix() + "*"));
        }
        return Optional.of(new StaticClient(
                ISSUER,
                "Issues the credentials of users who sign in.",
                scopes.stream().distinct().sorted(ScopeSet.ORDER).toList(),
                issuerToken.get()));
    }

    public Reply list(Authorized authority, Request request) {
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        ArrayNode list = reply.putArray("providers");
        for (Provider provider : providers.values()) {
            ArrayNode audience = list.addObject()
                    .put("name", provider.name())
                    .put("issuer", provider.issuer())
                    .putArray("audience");
            provider.audience().forEach(audience::add);
        }
        return Reply.of(reply);
    }

    public Reply credentials(Authorized authority, Request request) {
        String name = request.parameter("provider");
        Provider provider = Optional.ofNullable(providers.get(name))
                .orElseThrow(() -> Rejection.notFound("nobody can sign in by '%s' here".formatted(name))
                        .asException());
        Optional<String> nonce = Optional.of(request.body().path("nonce"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
        Identity identity = Optional.ofNullable(tokens.get(name))
                .orElseThrow()
                .verify(request.body().path("idToken").stringValue(), nonce);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant expires = now.plus(provider.lifetime());
        Credentials issuer = new Credentials(ISSUER, issuerToken.get(), Optional.empty());
        Credentials credentials =
                TemporaryCredentials.issueNamed(issuer, identity.clientId(), scopes(identity), now, expires);
        LOG.info("{} signed in until {}", identity.clientId(), expires);
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        ObjectNode shown = reply.putObject("credentials");
        credentials.reveal().forEach(shown::put);
        return Reply.of(reply.put("expires", Timestamp.format(expires)));
    }

    /** Of the groups only those that some role speaks of: a provider may name hundreds. */
    private List<String> scopes(Identity identity) {
        RoleSet known = roles.recent().compiled();
        List<String> scopes = new ArrayList<>(List.of(RoleSet.ASSUME + identity.role()));
        identity.groupRoles().stream()
                .map(role -> RoleSet.ASSUME + role)
                .filter(scope -> known.expand(ScopeSet.of(scope)).scopes().size() > 1)
                .forEach(scopes::add);
        int size = scopes.stream().mapToInt(String::length).sum();
        if (size > LARGEST_SCOPES) {
            throw Rejection.input(
                            "the user '%s' is in %d groups with roles here, whose names are too long together for credentials"
                                    .formatted(identity.clientId(), scopes.size() - 1))
                    .asException();
        }
        return scopes;
    }
}
