package io.spotcluster.auth.reach;

import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whom a question is about. */
sealed interface Subject {
    record Client(String clientId) implements Subject {}

    /** Whoever assumes the role by its name. */
    record Role(String roleId) implements Subject {}

    record Scopes(List<String> scopes) implements Subject {
        public Scopes {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * What somebody holds who has the role by its name. For a role with a star that is some name which begins so, and of which
     * nothing else is known: {@code <..>} stands for the rest of it, as in the role's own scopes. (The star itself would assume
     * all roles that begin so, and hide what this one adds to them.)
     */
    static ScopeSet assuming(String roleId) {
        return ScopeSet.of(RoleSet.ASSUME
                + (roleId.endsWith("*") ? roleId.substring(0, roleId.length() - 1) + RoleSet.REST : roleId));
    }

    /** Of a document that its schema accepts. */
    static Subject read(JsonNode json) {
        if (json.has("clientId")) {
            return new Client(json.path("clientId").stringValue());
        }
        if (json.has("roleId")) {
            return new Role(json.path("roleId").stringValue());
        }
        return new Scopes(
                json.path("scopes").valueStream().map(JsonNode::stringValue).toList());
    }
}
