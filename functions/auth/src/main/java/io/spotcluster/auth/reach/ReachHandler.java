package io.spotcluster.auth.reach;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.clients.Client;
import io.spotcluster.auth.clients.ClientStore;
import io.spotcluster.auth.roles.Role;
import io.spotcluster.auth.roles.RoleCatalog;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.auth.tables.ReplySize;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * scopeReach: who would gain or lose which scopes by a change of a role or a client. First the roles are gone through, then the
 * clients; a page ends when it is full, or when so many were looked at that the caller has waited long enough.
 */
public final class ReachHandler {
    /** An expansion or two each, so a page takes a fraction of a second. */
    private static final int LOOKED_AT = 2000;

    /** Of each subject so many scopes are told; the rest is counted. */
    private static final int TOLD_SCOPES = 100;

    private final ClientStore clients;
    private final RoleStore roles;
    private final Clock clock;

    public ReachHandler(ClientStore clients, RoleStore roles, Clock clock) {
        this.clients = clients;
        this.roles = roles;
        this.clock = clock;
    }

    Reply reach(Authorized authority, Request request) {
        RoleCatalog before = roles.current();
        List<String> patterns = request.body()
                .path("within")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        Page page = new Page(Paging.of(request), patterns, before.version());
        switch (ProposedChange.read(request.body().path("change"))) {
            case ProposedChange.OfRole change -> roleChanged(page, before, change);
            case ProposedChange.OfClient change -> clientChanged(page, before.compiled(), change);
        }
        return Reply.of(page.reply);
    }

    private void roleChanged(Page page, RoleCatalog before, ProposedChange.OfRole change) {
        RoleCatalog after = change.applyTo(before);
        Cursor cursor = page.paging.cursor().map(Cursor::read).orElse(Cursor.START);
        if (!cursor.rolesDone()) {
            // A new role is in the one catalog, a deleted one in the other.
            NavigableMap<String, Role> all =
                    before.roles().containsKey(change.roleId()) ? before.roles() : after.roles();
            for (String roleId : cursor.after().isEmpty()
                    ? all.keySet()
                    : all.tailMap(cursor.after(), false).keySet()) {
                ScopeSet held = Subject.assuming(roleId);
                page.add("roleId", roleId, false, before.compiled(), held, after.compiled(), held);
                if (page.isFull()) {
                    page.endAt(new Cursor(false, roleId));
                    return;
                }
            }
        }
        Optional<String> last = Optional.of(cursor.after()).filter(text -> cursor.rolesDone() && !text.isEmpty());
        ClientStore.ClientPage found = clients.list("", last, LOOKED_AT - page.lookedAt);
        for (Client client : found.clients()) {
            ScopeSet held = new ScopeSet(client.scopes());
            page.add(
                    "clientId",
                    client.clientId(),
                    !client.isGoodAt(clock.instant()),
                    before.compiled(),
                    held,
                    after.compiled(),
                    held);
            last = Optional.of(client.clientId());
            if (page.isFull()) {
                break;
            }
        }
        if (found.more() || page.isFull()) {
            page.endAt(new Cursor(true, last.orElse("")));
        }
    }

    private void clientChanged(Page page, RoleSet roleSet, ProposedChange.OfClient change) {
        Optional<Client> known = clients.read(change.clientId());
        page.add(
                "clientId",
                change.clientId(),
                known.filter(client -> !client.isGoodAt(clock.instant())).isPresent(),
                roleSet,
                new ScopeSet(known.map(Client::scopes).orElse(List.of())),
                roleSet,
                new ScopeSet(change.scopes().orElse(List.of())));
    }

    /**
     * Where a page ended.
     *
     * @param after the last one looked at; empty, if none
     */
    private record Cursor(boolean rolesDone, String after) {
        static final Cursor START = new Cursor(false, "");

        static Cursor read(String text) {
            return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
                case 'r' -> new Cursor(false, text.substring(1));
                case 'c' -> new Cursor(true, text.substring(1));
                default ->
                    throw Rejection.input("`continuationToken` is none that an earlier page has given")
                            .asException();
            };
        }

        String format() {
            return (rolesDone ? "c" : "r") + after;
        }
    }

    /** A reply in the making. */
    private static final class Page {
        private final Paging paging;
        private final List<String> patterns;
        private final ObjectNode reply = JsonMapper.shared().createObjectNode();
        private final ArrayNode changes;
        private final ReplySize size = new ReplySize();
        private int lookedAt;

        Page(Paging paging, List<String> patterns, long version) {
            this.paging = paging;
            this.patterns = patterns;
            reply.put("rolesVersion", version);
            changes = reply.putArray("changes");
        }

        boolean isFull() {
            return changes.size() >= paging.limit() || size.isFull() || lookedAt >= LOOKED_AT;
        }

        void endAt(Cursor cursor) {
            reply.put("continuationToken", paging.token(cursor.format()));
        }

        void add(
                String kind,
                String id,
                boolean refused,
                RoleSet rolesBefore,
                ScopeSet heldBefore,
                RoleSet rolesAfter,
                ScopeSet heldAfter) {
            lookedAt++;
            Difference difference =
                    Difference.between(measured(rolesBefore, heldBefore), measured(rolesAfter, heldAfter), patterns);
            if (difference.isEmpty()) {
                return;
            }
            ObjectNode json = JsonMapper.shared().createObjectNode().put(kind, id);
            if (kind.equals("clientId")) {
                json.put("refused", refused);
            }
            put(json, "gains", difference.gains());
            put(json, "loses", difference.loses());
            difference.gains().scopes().stream()
                    .findFirst()
                    .ifPresent(scope -> rolesAfter
                            .explain(heldAfter, scope, 1)
                            .chains()
                            .forEach(chain -> json.set("gainsBy", ExplainHandler.toJson(chain))));
            size.add(json);
            changes.add(json);
        }

        /** Nothing, for scopes beyond all measure: whoever holds them is refused everywhere. */
        private static ScopeSet measured(RoleSet roles, ScopeSet held) {
            try {
                return roles.expand(held);
            } catch (RejectedException e) {
                return ScopeSet.EMPTY;
            }
        }

        private static void put(ObjectNode json, String name, ScopeSet scopes) {
            ArrayNode list = json.putArray(name);
            scopes.scopes().stream().limit(TOLD_SCOPES).forEach(list::add);
            json.put(name + "Count", scopes.scopes().size());
        }
    }
}
