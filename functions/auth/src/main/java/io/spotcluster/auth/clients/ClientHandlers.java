package io.spotcluster.auth.clients;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.audit.AuditedEntity;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.clients.Client.Settings;
import io.spotcluster.auth.guard.ScopeGuard;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.tables.ReplySize;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods about clients. */
public final class ClientHandlers {
    /** Clients under this prefix come with the deployment, and the API changes none of them. */
    public static final String STATIC = "static/";

    private static final int LONGEST_CLIENT_ID = 1000;

    private final ClientStore clients;
    private final RoleStore roles;
    private final ScopeGuard guard;
    private final AuditTrail audit;
    private final Clock clock;

    public ClientHandlers(ClientStore clients, RoleStore roles, ScopeGuard guard, AuditTrail audit, Clock clock) {
        this.clients = clients;
        this.roles = roles;
        this.guard = guard;
        this.audit = audit;
        this.clock = clock;
    }

    public Reply list(Authorized authority, Request request) {
        Paging paging = Paging.of(request);
        ClientStore.ClientPage page =
                clients.list(request.option("prefix").orElse(""), paging.cursor(), paging.limit());
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        ArrayNode list = reply.putArray("clients");
        ReplySize size = new ReplySize();
        Optional<String> last = Optional.empty();
        boolean more = page.more();
        for (Client client : page.clients()) {
            if (size.isFull()) {
                more = true;
                break;
            }
            ObjectNode json = ClientDocument.reply(client, expanded(client));
            size.add(json);
            list.add(json);
            last = Optional.of(client.clientId());
        }
        if (more) {
            last.ifPresent(clientId -> reply.put("continuationToken", paging.token(clientId)));
        }
        return Reply.of(reply);
    }

    public Reply get(Authorized authority, Request request) {
        return replyOf(clients.read(clientId(request)).orElseThrow(() -> missing(request)));
    }

    public Loaded<List<String>> loadForCreate(Request request) {
        List<String> scopes = scopes(request).orElse(List.of());
        return new Loaded<>(scopes, Parameters.NONE.with("scopes", scopes));
    }

    public Reply create(Authorized authority, Request request, List<String> scopes) {
        refuseStatic(request);
        refuseDoubleStar(scopes);
        String clientId = clientId(request);
        if (clientId.length() > LONGEST_CLIENT_ID) {
            throw Rejection.input("the clientId has %d characters, more than %d"
                            .formatted(clientId.length(), LONGEST_CLIENT_ID))
                    .asException();
        }
        Client client = Client.create(clientId, settings(request, scopes), newToken(), now());
        guard.checkClient(authority, this::currentRoles, List.of(), client.holder(now()));
        return audit.around(authority, AuditedEntity.client(clientId), AuditAction.CREATED, () -> {
            if (!clients.create(authority, client)) {
                throw Rejection.conflict(
                                "there is a client '%s' already; updateClient changes it, resetAccessToken gives it a new accessToken"
                                        .formatted(clientId))
                        .asException();
            }
            return Reply.of(ClientDocument.replyWithToken(client, expanded(client)));
        });
    }

    public Reply resetAccessToken(Authorized authority, Request request) {
        Client client = change(
                authority, request, AuditAction.ACCESS_TOKEN_RESET, known -> known.withAccessToken(newToken(), now()));
        return Reply.of(ClientDocument.replyWithToken(client, expanded(client)));
    }

    /** With the client's present scopes, to tell which ones are added. That there is no client is told after the check. */
    public Loaded<List<String>> loadForUpdate(Request request) {
        List<String> present =
                clients.read(clientId(request)).map(Client::scopes).orElse(List.of());
        List<String> added = new ArrayList<>(scopes(request).orElse(List.of()));
        added.removeAll(Set.copyOf(present));
        return new Loaded<>(present, Parameters.NONE.with("scopesAdded", added));
    }

    public Reply update(Authorized authority, Request request, List<String> scopesWhenAuthorized) {
        Optional<List<String>> wanted = scopes(request);
        wanted.ifPresent(ClientHandlers::refuseDoubleStar);
        return replyOf(change(authority, request, AuditAction.UPDATED, known -> {
            List<String> scopes = wanted.orElse(known.scopes());
            if (!known.scopes().equals(scopesWhenAuthorized) && !known.scopes().equals(scopes)) {
                throw Rejection.conflict("the scopes of the client '%s' changed during this request; repeat it"
                                .formatted(known.clientId()))
                        .asException();
            }
            return known.withSettings(settings(request, scopes), now());
        }));
    }

    public Reply enable(Authorized authority, Request request) {
        return replyOf(
                change(authority, request, AuditAction.CLIENT_ENABLED, known -> known.withDisabled(false, now())));
    }

    public Reply disable(Authorized authority, Request request) {
        return replyOf(
                change(authority, request, AuditAction.CLIENT_DISABLED, known -> known.withDisabled(true, now())));
    }

    public Reply delete(Authorized authority, Request request) {
        refuseStatic(request);
        String clientId = clientId(request);
        return audit.around(authority, AuditedEntity.client(clientId), AuditAction.DELETED, () -> {
            clients.delete(authority, clientId);
            return Reply.empty();
        });
    }

    private Client change(Authorized authority, Request request, AuditAction action, UnaryOperator<Client> change) {
        refuseStatic(request);
        String clientId = clientId(request);
        return audit.around(
                authority,
                AuditedEntity.client(clientId),
                action,
                () -> clients.change(authority, clientId, guarded(authority, change))
                        .orElseThrow(() -> missing(request)));
    }

    /** Each change, since enabling a client, or prolonging it after it expired, opens scopes as well. */
    private UnaryOperator<Client> guarded(Authorized authority, UnaryOperator<Client> change) {
        return before -> {
            Client after = change.apply(before);
            guard.checkClient(
                    authority, this::currentRoles, before.holder(now()).scopes(), after.holder(now()));
            return after;
        };
    }

    private RoleSet currentRoles() {
        return roles.current().compiled();
    }

    private Reply replyOf(Client client) {
        return Reply.of(ClientDocument.reply(client, expanded(client)));
    }

    private ScopeSet expanded(Client client) {
        return roles.recent().shown(new ScopeSet(client.scopes()));
    }

    private Instant now() {
        return clock.instant();
    }

    private static String clientId(Request request) {
        return request.parameter("clientId");
    }

    /** Two random slugs: 244 bits. */
    private static AccessToken newToken() {
        return new AccessToken(Slug.nice() + Slug.encode(UUID.randomUUID()));
    }

    private static Optional<List<String>> scopes(Request request) {
        JsonNode list = request.body().path("scopes");
        if (!list.isArray()) {
            return Optional.empty();
        }
        return Optional.of(list.valueStream().map(JsonNode::stringValue).toList());
    }

    private static Settings settings(Request request, List<String> scopes) {
        JsonNode body = request.body();
        return new Settings(
                body.path("description").stringValue(),
                scopes,
                Timestamp.parse("expires", body.path("expires").stringValue()),
                body.path("deleteOnExpiration").asBoolean(false));
    }

    private static void refuseStatic(Request request) {
        if (clientId(request).startsWith(STATIC)) {
            throw Rejection.input(
                            "the client '%s' comes with the deployment, as every one under '%s' does, and the API does not change it"
                                    .formatted(clientId(request), STATIC))
                    .asException();
        }
    }

    private static void refuseDoubleStar(List<String> scopes) {
        scopes.stream().filter(scope -> scope.endsWith("**")).findFirst().ifPresent(scope -> {
            throw Rejection.input("`scopes` has '%s', and no scope may end with '**'".formatted(scope))
                    .asException();
        });
    }

    private static RejectedException missing(Request request) {
        return Rejection.notFound("there is no client '%s'".formatted(clientId(request)))
                .asException();
    }
}
