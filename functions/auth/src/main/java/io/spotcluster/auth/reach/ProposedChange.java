package io.spotcluster.auth.reach;

import io.spotcluster.auth.roles.Role;
import io.spotcluster.auth.roles.RoleCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A change that nobody has made yet. */
sealed interface ProposedChange {
    /** @param scopes of the role then; absent, if there is to be no such role */
    record OfRole(String roleId, Optional<List<String>> scopes) implements ProposedChange {
        /** @throws io.spotcluster.base.RejectedException InputError, when such roles cannot stand together */
        RoleCatalog applyTo(RoleCatalog catalog) {
            return scopes.map(list -> catalog.with(new Role(roleId, "", list, Instant.EPOCH, Instant.EPOCH)))
                    .orElseGet(() -> catalog.without(roleId));
        }
    }

    /** @param scopes of the client then; absent, if there is to be no such client */
    record OfClient(String clientId, Optional<List<String>> scopes) implements ProposedChange {}

    /** Of a document that its schema accepts. */
    static ProposedChange read(JsonNode json) {
        Optional<List<String>> scopes = Optional.of(json.path("scopes"))
                .filter(JsonNode::isArray)
                .map(list -> list.valueStream().map(JsonNode::stringValue).toList());
        return json.has("roleId")
                ? new OfRole(json.path("roleId").stringValue(), scopes)
                : new OfClient(json.path("clientId").stringValue(), scopes);
    }
}
