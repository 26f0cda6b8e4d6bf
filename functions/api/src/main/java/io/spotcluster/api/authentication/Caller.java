package io.spotcluster.api.authentication;

import io.spotcluster.api.scopes.ScopeSet;
import java.time.Instant;

/**
 * Who calls.
 *
 * @param clientId {@link #ANONYMOUS} without credentials
 * @param scopes expanded, and cut to {@code authorizedScopes} where the request carried them
 * @param expires when the credentials end
 */
public record Caller(String clientId, ScopeSet scopes, Instant expires) {
    /** The clientId of a call without credentials; its scopes are those of the role {@code anonymous}. */
    public static final String ANONYMOUS = "anonymous";
}
