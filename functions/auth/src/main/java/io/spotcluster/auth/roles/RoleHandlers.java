package io.spotcluster.auth.roles;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.audit.AuditAction;
import io.spotcluster.api.audit.AuditTrail;
import io.spotcluster.api.audit.AuditedEntity;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.guard.ScopeGuard;
import io.spotcluster.auth.tables.ReplySize;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The methods about roles. */
public final class RoleHandlers {
    private static final int LONGEST_ROLE_ID = 1000;

    private final RoleStore store;
    private final ScopeGuard guard;
    private final AuditTrail audit;
    private final Clock clock;

    public RoleHandlers(RoleStore store, ScopeGuard guard, AuditTrail audit, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.audit = audit;
        this.clock = clock;
    }

    public Reply list(Authorized authority, Request request) {
        RoleCatalog catalog = store.current();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        catalog.roles().values().forEach(role -> list.add(reply(role, catalog)));
        return Reply.of(list);
    }

    public Reply listPaged(Authorized authority, Request request) {
        RoleCatalog catalog = store.current();
        return page(catalog, request, "roles", role -> reply(role, catalog));
    }

    public Reply listIds(Authorized authority, Request request) {
        return page(store.current(), request, "roleIds", role -> JsonNodeFactory.instance.stringNode(role.roleId()));
    }

    public Reply get(Authorized authority, Request request) {
        RoleCatalog catalog = store.current();
        Role role = Optional.ofNullable(catalog.roles().get(roleId(request))).orElseThrow(() -> missing(request));
        return Reply.of(reply(role, catalog));
    }

    public Loaded<List<String>> loadForCreate(Request request) {
        List<String> scopes = scopes(request);
        return new Loaded<>(scopes, Parameters.NONE.with("scopes", widest(roleId(request), scopes)));
    }

    public Reply create(Authorized authority, Request request, List<String> given) {
        refuseDoubleStar(given);
        String roleId = roleId(request);
        if (roleId.length() > LONGEST_ROLE_ID) {
            throw Rejection.input(
                            "the roleId has %d characters, more than %d".formatted(roleId.length(), LONGEST_ROLE_ID))
                    .asException();
        }
        List<String> scopes = given.stream().sorted(ScopeSet.ORDER).toList();
        String description = description(request);
        RoleCatalog catalog = change(authority, roleId, AuditAction.CREATED, guarded(authority, roleId, before -> {
            Role known = before.roles().get(roleId);
            if (known == null) {
                return before.with(new Role(roleId, description, scopes, clock.instant(), clock.instant()));
            }
            if (!known.description().equals(description) || !known.scopes().equals(scopes)) {
                throw Rejection.conflict(
                                "there is a role '%s' already, with other scopes or another description; updateRole changes it"
                                        .formatted(roleId))
                        .asException();
            }
            return before;
        }));
        return replyOf(roleId, catalog);
    }

    /** With the scopes that the update adds to what the role leads to. That there is no role is told after the check. */
    public Loaded<List<String>> loadForUpdate(Request request) {
        RoleCatalog catalog = store.current();
        List<String> wanted = scopes(request);
        List<String> added = Optional.ofNullable(catalog.roles().get(roleId(request)))
                .map(role -> added(role, wanted, catalog.compiled()))
                .orElse(wanted);
        return new Loaded<>(added, Parameters.NONE.with("scopesAdded", widest(roleId(request), added)));
    }

    public Reply update(Authorized authority, Request request, List<String> addedWhenAuthorized) {
        List<String> scopes = scopes(request);
        refuseDoubleStar(scopes);
        String roleId = roleId(request);
        Set<String> authorized = Set.copyOf(addedWhenAuthorized);
        RoleCatalog catalog = change(authority, roleId, AuditAction.UPDATED, guarded(authority, roleId, before -> {
            Role known = Optional.ofNullable(before.roles().get(roleId)).orElseThrow(() -> missing(request));
            if (!authorized.containsAll(added(known, scopes, before.compiled()))) {
                throw Rejection.conflict(
                                "roles changed during this request, so that it would add more scopes now; repeat it")
                        .asException();
            }
            return before.with(new Role(roleId, description(request), scopes, known.created(), clock.instant()));
        }));
        return replyOf(roleId, catalog);
    }

    /** Succeeds whether or not there is one. */
    public Reply delete(Authorized authority, Request request) {
        String roleId = roleId(request);
        change(authority, roleId, AuditAction.DELETED, before -> before.without(roleId));
        return Reply.empty();
    }

    /** Deleting needs no guard: with fewer roles nobody reaches more. */
    private UnaryOperator<RoleCatalog> guarded(Authorized authority, String roleId, UnaryOperator<RoleCatalog> change) {
        return before -> {
            RoleCatalog after = change.apply(before);
            guard.checkRole(
                    authority,
                    before.compiled(),
                    after.compiled(),
                    new ScopeGuard.RoleChange(roleId, before.scopesOf(roleId), after.scopesOf(roleId)));
            return after;
        };
    }

    private RoleCatalog change(
            Authorized authority, String roleId, AuditAction action, UnaryOperator<RoleCatalog> change) {
        return audit.around(authority, AuditedEntity.role(roleId), action, () -> store.change(authority, change));
    }

    private static Reply page(RoleCatalog catalog, Request request, String field, Function<Role, JsonNode> toJson) {
        Paging paging = Paging.of(request);
        // Without a limit all roles are asked for; only their size may end the page then.
        long limit = request.option("limit").isPresent() ? paging.limit() : Long.MAX_VALUE;
        NavigableMap<String, Role> rest = paging.cursor()
                .map(last -> catalog.roles().tailMap(last, false))
                .orElse(catalog.roles());
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        ArrayNode list = reply.putArray(field);
        ReplySize size = new ReplySize();
        Optional<String> last = Optional.empty();
        for (Role role : rest.values()) {
            if (list.size() >= limit || size.isFull()) {
                last.ifPresent(roleId -> reply.put("continuationToken", paging.token(roleId)));
                break;
            }
            JsonNode json = toJson.apply(role);
            size.add(json);
            list.add(json);
            last = Optional.of(role.roleId());
        }
        return Reply.of(reply);
    }

    private static Reply replyOf(String roleId, RoleCatalog catalog) {
        Role role = Optional.ofNullable(catalog.roles().get(roleId))
                .orElseThrow(() -> new IllegalStateException("the role '%s' was just written".formatted(roleId)));
        return Reply.of(reply(role, catalog));
    }

    private static ObjectNode reply(Role role, RoleCatalog catalog) {
        ObjectNode json = role.toJson();
        ArrayNode list = json.putArray("expandedScopes");
        catalog.shown(ScopeSet.of(RoleSet.ASSUME + role.roleId())).scopes().forEach(list::add);
        return json;
    }

    /** Of a template it counts only that it is there already: what it leads to depends on the rest of the name. */
    private static List<String> added(Role role, List<String> wanted, RoleSet compiled) {
        List<String> plain =
                role.scopes().stream().filter(scope -> !isTemplate(role, scope)).toList();
        ScopeSet former = compiled.expand(new ScopeSet(plain));
        Set<String> present = Set.copyOf(role.scopes());
        return wanted.stream()
                .filter(scope -> !present.contains(scope) && !former.satisfies(RoleSet.widest(role.roleId(), scope)))
                .toList();
    }

    private static boolean isTemplate(Role role, String scope) {
        return !RoleSet.widest(role.roleId(), scope).equals(scope);
    }

    /**
     * Whoever gives {@code a:<..>} to a role gives all that it may come to mean, so that is what they must have. (The text
     * {@code a:<..>} itself would also be satisfied by the plain scope of that name.)
     */
    private static List<String> widest(String roleId, List<String> scopes) {
        return scopes.stream().map(scope -> RoleSet.widest(roleId, scope)).toList();
    }

    private static void refuseDoubleStar(List<String> scopes) {
        scopes.stream().filter(scope -> scope.endsWith("**")).findFirst().ifPresent(scope -> {
            throw Rejection.input("`scopes` has '%s', and no scope may end with '**'".formatted(scope))
                    .asException();
        });
    }

    private static String roleId(Request request) {
        return request.parameter("roleId");
    }

    private static String description(Request request) {
        return request.body().path("description").stringValue();
    }

    private static List<String> scopes(Request request) {
        return request.body()
                .path("scopes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    private static RejectedException missing(Request request) {
        return Rejection.notFound("there is no role '%s'".formatted(roleId(request)))
                .asException();
    }
}
