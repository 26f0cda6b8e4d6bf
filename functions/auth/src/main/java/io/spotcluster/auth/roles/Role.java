package io.spotcluster.auth.roles;

import io.spotcluster.base.Timestamp;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A role as stored. */
public record Role(String roleId, String description, List<String> scopes, Instant created, Instant lastModified) {
    public Role {
        scopes = List.copyOf(scopes);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("roleId", roleId)
                .put("description", description)
                .put("created", Timestamp.format(created))
                .put("lastModified", Timestamp.format(lastModified));
        ArrayNode list = json.putArray("scopes");
        scopes.forEach(list::add);
        return json;
    }

    static Role read(JsonNode json) {
        return new Role(
                json.path("roleId").stringValue(),
                json.path("description").stringValue(),
                json.path("scopes").valueStream().map(JsonNode::stringValue).toList(),
                Timestamp.parse("created", json.path("created").stringValue()),
                Timestamp.parse("lastModified", json.path("lastModified").stringValue()));
    }
}
