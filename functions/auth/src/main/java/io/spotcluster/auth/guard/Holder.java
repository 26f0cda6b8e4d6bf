package io.spotcluster.auth.guard;

import java.util.List;

/**
 * A client, as much of it as counts here.
 *
 * @param scopes as granted, before any role is applied; none while it is disabled or after it expired
 */
public record Holder(String clientId, List<String> scopes) {
    public Holder {
        scopes = List.copyOf(scopes);
    }
}
