package io.spotcluster.auth.signin;

import java.util.List;

/**
 * Who a provider says somebody is.
 *
 * @param clientId {@code <provider>/<user>}, with the user's name encoded
 * @param groupRoles roleIds of the user's groups, with their names encoded
 */
record Identity(String clientId, List<String> groupRoles) {
    /** Begins the role of one user. */
    static final String LOGIN_IDENTITY = "login-identity:";

    Identity {
        groupRoles = List.copyOf(groupRoles);
    }

    String role() {
        return LOGIN_IDENTITY + clientId;
    }
}
