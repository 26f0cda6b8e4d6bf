package io.spotcluster.auth.audit;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.ports.table.Page;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** getEntityHistory and listAuditHistory. */
public final class AuditHandlers {
    private final AuditStore store;

    public AuditHandlers(AuditStore store) {
        this.store = store;
    }

    public Reply ofEntity(Authorized authority, Request request) {
        Paging paging = Paging.of(request);
        return reply(
                store.ofEntity(
                        request.parameter("entityType"),
                        request.parameter("entityId"),
                        paging.limit(),
                        paging.cursor()),
                paging);
    }

    public Reply ofClient(Authorized authority, Request request) {
        Paging paging = Paging.of(request);
        return reply(store.ofClient(request.parameter("clientId"), paging.limit(), paging.cursor()), paging);
    }

    private static Reply reply(Page page, Paging paging) {
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        ArrayNode list = reply.putArray("auditHistory");
        page.items().forEach(item -> list.add(AuditEntry.read(item.body()).toJson()));
        page.cursor().ifPresent(cursor -> reply.put("continuationToken", paging.token(cursor)));
        return Reply.of(reply);
    }
}
