/** The auth service: clients, roles and scopes. Read {@link io.spotcluster.auth.AuthApi} first. */
@NullMarked
package io.spotcluster.auth;

import org.jspecify.annotations.NullMarked;
