package io.spotcluster.api.authentication;

import io.spotcluster.api.scopes.ScopeSet;
import java.time.Instant;

/**
 * A client, as much of it as authentication needs.
 *
 * @param scopes as granted, before any role is applied
 */
public record Identity(String clientId, AccessToken accessToken, ScopeSet scopes, Instant expires, boolean disabled) {}
