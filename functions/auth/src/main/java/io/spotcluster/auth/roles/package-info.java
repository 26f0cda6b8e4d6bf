/** Roles: scopes under a name, for whoever holds {@code assume:<roleId>}. */
@NullMarked
package io.spotcluster.auth.roles;

import org.jspecify.annotations.NullMarked;
