package io.spotcluster.auth.tables;

import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The tables of auth.
 *
 * <ul>
 *   <li>{@link #CLIENTS}: {@code clients}, {@code <clientId>}. One truth a client, its access token encrypted. All in one
 *       partition, because clients are listed by prefix; every reader keeps what it read for seconds.
 *   <li>{@link #ROLES}: {@code roles}, {@code current} is the truth about all roles at once, so that a cycle can be excluded
 *       by one conditional write. It names immutable buckets of roles, {@code bucket#<name>#<part>}, written before it.
 *   <li>{@link #AUDIT}: {@code entity#<type>#<id>} and {@code client#<clientId>}, {@code <time>#<sequence>#<slug>}. Each entry
 *       stands in both partitions, and expires. An id too long for a key is there as its digest.
 * </ul>
 */
public final class AuthTables {
    public static final TableDefinition CLIENTS = TableDefinition.withoutFeed("auth-clients");
    public static final TableDefinition ROLES = TableDefinition.withoutFeed("auth-roles");

    public static final TableDefinition AUDIT = TableDefinition.withoutFeed("auth-audit");

    public static final List<TableDefinition> ALL = List.of(CLIENTS, ROLES, AUDIT);

    /** The partition of all clients; the sort key is the clientId. */
    public static final String CLIENT_PARTITION = "clients";

    /** The key of the access tokens, wrapped, where a key management service wraps it; in {@link #CLIENTS}, beside the clients. */
    public static final Key TOKEN_KEY = new Key("token-keys", "1");

    private static final String ROLE_PARTITION = "roles";

    /** The truth about the set of roles. */
    public static final Key CURRENT_ROLES = new Key(ROLE_PARTITION, "current");

    /** Says that the default roles were made once; whatever became of them since is the operator's will. */
    public static final Key DEFAULT_ROLES_MADE = new Key(ROLE_PARTITION, "defaults-made");

    /** A clientId that names temporary credentials, and the name of a secret, may be longer than a key. */
    private static final int LONGEST_ID_IN_KEY = 450;

    private AuthTables() {}

    public static Key client(String clientId) {
        return new Key(CLIENT_PARTITION, clientId);
    }

    /** @param part from 0 to 9,999 */
    public static Key rolePart(String bucket, int part) {
        return new Key(ROLE_PARTITION, "bucket#%s#%04d".formatted(bucket, part));
    }

    /** The partition of an entity's history. */
    public static String auditOfEntity(String type, String id) {
        return "entity#%s#%s".formatted(type, inKey(id));
    }

    /** The partition of what a client did. */
    public static String auditOfClient(String clientId) {
        return "client#" + inKey(clientId);
    }

    /** @param sequence orders entries of one millisecond; its last six digits count */
    public static String auditMoment(Instant time, long sequence, String slug) {
        return "%013d#%06d#%s".formatted(time.toEpochMilli(), sequence % 1_000_000, slug);
    }

    /** At most 1,801 bytes of UTF-8; the mark before an id keeps it apart from a digest. */
    private static String inKey(String id) {
        return id.length() <= LONGEST_ID_IN_KEY ? "=" + id : "sha256:" + sha256(id);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
