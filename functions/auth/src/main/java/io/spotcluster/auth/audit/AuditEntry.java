package io.spotcluster.auth.audit;

import io.spotcluster.base.Bytes;
import io.spotcluster.base.Timestamp;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of the history.
 *
 * @param clientId who did it
 * @param entityType and {@code actionType}: texts, not enums, since entries outlive the program that wrote them
 */
record AuditEntry(String clientId, String actionType, Instant created, String entityType, String entityId) {
    ObjectNode toJson() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("clientId", clientId)
                .put("actionType", actionType)
                .put("created", Timestamp.format(created))
                .put("entityId", entityId)
                .put("entityType", entityType);
    }

    Bytes stored() {
        return Bytes.wrap(JsonMapper.shared().writeValueAsBytes(toJson()));
    }

    static AuditEntry read(Bytes stored) {
        JsonNode json = JsonMapper.shared().readTree(stored.unsafeArray());
        return new AuditEntry(
                json.path("clientId").stringValue(),
                json.path("actionType").stringValue(),
                Timestamp.parse("created", json.path("created").stringValue()),
                json.path("entityType").stringValue(),
                json.path("entityId").stringValue());
    }
}
