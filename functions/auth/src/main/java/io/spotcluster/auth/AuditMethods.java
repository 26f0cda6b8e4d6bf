package io.spotcluster.auth;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.auth.audit.AuditHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The part of auth's face that tells who changed what. */
final class AuditMethods {
    static final Map<String, Pattern> PARAMETERS = Map.of(
            "entityType", Pattern.compile("client|role|secret|hook|worker-pool"),
            "entityId", Pattern.compile("[^\\p{Cntrl}]+"));

    private AuditMethods() {}

    static List<ApiMethod> of(AuditHandlers audit) {
        return List.of(
                ApiMethod.named("getEntityHistory")
                        .get("/audit/<entityType>/<entityId>")
                        .title("Get Entity History")
                        .description(
                                "Who changed a client, role, secret, hook or worker pool, and when; the oldest change"
                                        + " first. The history outlives the entity.")
                        .category("Audit")
                        .paged()
                        .scopes("auth:audit-history:<entityType>")
                        .output("get-entity-history-response.json")
                        .handler(audit::ofEntity),
                ApiMethod.named("listAuditHistory")
                        .get("/clients/<clientId>/audit")
                        .title("List Audit History")
                        .description("What a client changed, and when; the oldest change first.")
                        .category("Audit")
                        .paged()
                        .scopes("auth:client-audit-history:<clientId>")
                        .output("get-entity-history-response.json")
                        .handler(audit::ofClient));
    }
}
