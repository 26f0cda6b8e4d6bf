package io.spotcluster.api.authentication;

import io.spotcluster.api.scopes.RoleSet;
import java.util.Optional;

/** Where authentication looks clients and roles up. Answers may be some seconds old. */
public interface Identities {
    /** Absent, if there is no such client. Disabled and expired ones are told as they are. */
    Optional<Identity> client(String clientId);

    RoleSet roles();

    /** Called after each request that this client's token signed well; for the note of its last use. */
    default void used(Identity client) {}
}
