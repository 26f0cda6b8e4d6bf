package io.spotcluster.auth.tables;

import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import java.util.List;

/**
 * The tables of auth.
 *
 * <ul>
 *   <li>{@link #CLIENTS}: {@code clients}, {@code <clientId>}. One truth a client, its access token encrypted. All in one
 *       partition, because clients are listed by prefix; every reader keeps what it read for seconds.
 *   <li>{@link #ROLES}: {@code roles}, {@code current} is the truth about all roles at once, so that a cycle can be excluded
 *       by one conditional write. It names immutable buckets of roles, {@code bucket#<name>#<part>}, written before it.
 * </ul>
 */
public final class AuthTables {
    public static final TableDefinition CLIENTS = TableDefinition.withoutFeed("auth-clients");
    public static final TableDefinition ROLES = TableDefinition.withoutFeed("auth-roles");

    public static final List<TableDefinition> ALL = List.of(CLIENTS, ROLES);

    /** The partition of all clients; the sort key is the clientId. */
    public static final String CLIENT_PARTITION = "clients";

    /** The key of the access tokens, wrapped, where a key management service wraps it; in {@link #CLIENTS}, beside the clients. */
    public static final Key TOKEN_KEY = new Key("token-keys", "1");

    private static final String ROLE_PARTITION = "roles";

    /** The truth about the set of roles. */
    public static final Key CURRENT_ROLES = new Key(ROLE_PARTITION, "current");

    /** Says that the default roles were made once; whatever became of them since is the operator's will. */
    public static final Key DEFAULT_ROLES_MADE = new Key(ROLE_PARTITION, "defaults-made");

    private AuthTables() {}

    public static Key client(String clientId) {
        return new Key(CLIENT_PARTITION, clientId);
    }

    /** @param part from 0 to 9,999 */
    public static Key rolePart(String bucket, int part) {
        return new Key(ROLE_PARTITION, "bucket#%s#%04d".formatted(bucket, part));
    }
}
