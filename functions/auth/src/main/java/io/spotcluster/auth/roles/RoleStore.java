package io.spotcluster.auth.roles;

import io.spotcluster.api.Authority;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.auth.tables.TruthWriter;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * All roles. They are stored as one set, compressed and cut into parts, whose name stands in one small truth: so a change is
 * one conditional write that excludes cycles, and to ask whether anything changed costs the reading of one small item.
 *
 * <p>A set that lost its write, or whose writer died, leaves parts that nothing names; they are never read.
 */
public final class RoleStore {
    private static final Logger LOG = LoggerFactory.getLogger(RoleStore.class);

    /** Well below the limit of an item. */
    private static final int PART_BYTES = 300 * 1024;

    private static final int READ_TRIES = 5;

    private final Tables tables;
    private final TruthWriter writer;
    private final Clock clock;
    private final Duration keptFor;
    private volatile Kept kept = new Kept(new Stored(RoleCatalog.EMPTY, new Parts("", 0)), Instant.MIN);

    /** @param keptFor how long a change made in another process may go unnoticed here */
    public RoleStore(Tables tables, Clock clock, Duration keptFor) {
        this.tables = tables;
        this.writer = new TruthWriter(tables);
        this.clock = clock;
        this.keptFor = keptFor;
    }

    /** The name of a stored set and how many parts it has. */
    private record Parts(String setId, int count) {
        List<Key> keys() {
            return IntStream.range(0, count)
                    .mapToObj(part -> AuthTables.rolePart(setId, part))
                    .toList();
        }
    }

    private record Stored(RoleCatalog catalog, Parts parts) {}

    private record Kept(Stored stored, Instant readAt) {}

    /** As they were at most {@code keptFor} ago, and not before the last change made here. */
    public RoleCatalog recent() {
        Kept known = kept;
        if (isFresh(known)) {
            return known.stored().catalog();
        }
        synchronized (this) {
            if (!isFresh(kept)) {
                read();
            }
            return kept.stored().catalog();
        }
    }

    /** As they are now. */
    public synchronized RoleCatalog current() {
        return read().catalog();
    }

    /**
     * Changes the roles, by whatever {@code change} makes of them as they are. {@code change} may be asked more than once,
     * when others write at the same time, and may throw to refuse; what it gives has no fault.
     */
    RoleCatalog change(Authority authority, UnaryOperator<NavigableMap<String, Role>> change) {
        while (true) {
            Stored before = readSynchronized();
            NavigableMap<String, Role> changed =
                    change.apply(new TreeMap<>(before.catalog().roles()));
            if (changed.equals(before.catalog().roles())) {
                return before.catalog();
            }
            Optional<RoleCatalog> written = write(authority, before, changed.values());
            if (written.isPresent()) {
                return written.get();
            }
        }
    }

    /** Makes the roles that a deployment starts with: once, whatever becomes of them afterwards. */
    public void makeDefaults(Authority authority, Collection<Role> defaults) {
        if (tables.get(AuthTables.ROLES, AuthTables.DEFAULT_ROLES_MADE).isPresent()) {
            return;
        }
        change(authority, roles -> {
            defaults.forEach(role -> roles.putIfAbsent(role.roleId(), role));
            return roles;
        });
        Item made = new Item(AuthTables.DEFAULT_ROLES_MADE, 1, Slug.nice(), Optional.empty(), Bytes.EMPTY);
        writer.write(new Write.Put(AuthTables.ROLES, made, Condition.absent()));
    }

    private Optional<RoleCatalog> write(Authority authority, Stored before, Collection<Role> roles) {
        long version = before.catalog().version() + 1;
        String setId = Slug.nice();
        List<Write> foundations = new ArrayList<>();
        for (Bytes part : cut(compress(roles))) {
            Key key = AuthTables.rolePart(setId, foundations.size());
            Item item = new Item(key, 1, setId, Optional.empty(), part);
            foundations.add(new Write.Put(AuthTables.ROLES, item, Condition.always()));
        }
        Parts parts = new Parts(setId, foundations.size());
        Item truth = new Item(AuthTables.CURRENT_ROLES, version, setId, Optional.empty(), document(parts));
        Condition condition = version == 1 ? Condition.absent() : Condition.versionIs(version - 1);
        WriteOutcome outcome =
                writer.write(foundations, new Write.Put(AuthTables.ROLES, truth, condition), deletes(before.parts()));
        if (!outcome.written()) {
            remove(parts);
            return Optional.empty();
        }
        LOG.info("{} wrote the roles, version {}", authority.actor(), version);
        RoleCatalog catalog = RoleCatalog.of(version, roles);
        synchronized (this) {
            if (catalog.version() > kept.stored().catalog().version()) {
                kept = new Kept(new Stored(catalog, parts), clock.instant());
            }
        }
        return Optional.of(catalog);
    }

    private void remove(Parts parts) {
        try {
            tables.writeHints(deletes(parts));
        } catch (StoreException e) {
            LOG.info("The parts of a set of roles that lost its write stay behind: {}", e.getMessage());
        }
    }

    private synchronized Stored readSynchronized() {
        return read();
    }

    /** Under the lock, so that what was read before a write is not kept after it. */
    private Stored read() {
        for (int tried = 0; tried < READ_TRIES; tried++) {
            Instant now = clock.instant();
            Optional<Item> truth = tables.get(AuthTables.ROLES, AuthTables.CURRENT_ROLES);
            long version = truth.map(Item::version).orElse(0L);
            if (version == kept.stored().catalog().version()) {
                kept = new Kept(kept.stored(), now);
                return kept.stored();
            }
            Optional<Stored> read = truth.flatMap(this::readSet);
            if (read.isPresent()) {
                kept = new Kept(read.get(), now);
                return read.get();
            }
            // Another change came in between and took the parts away: look again.
        }
        throw new IllegalStateException(
                "the roles changed %d times while they were read, or a part of them is missing".formatted(READ_TRIES));
    }

    private Optional<Stored> readSet(Item truth) {
        JsonNode json = JsonMapper.shared().readTree(truth.body().unsafeArray());
        Parts parts =
                new Parts(json.path("setId").stringValue(), json.path("parts").intValue());
        Map<Key, Item> found = tables.getAll(AuthTables.ROLES, parts.keys());
        if (found.size() < parts.count()) {
            return Optional.empty();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Key key : parts.keys()) {
            Item part = found.get(key);
            if (part != null) {
                whole.writeBytes(part.body().unsafeArray());
            }
        }
        return Optional.of(new Stored(RoleCatalog.of(truth.version(), decompress(whole.toByteArray())), parts));
    }

    private static Bytes document(Parts parts) {
        return Bytes.wrap(JsonMapper.shared()
                .writeValueAsBytes(JsonMapper.shared()
                        .createObjectNode()
                        .put("setId", parts.setId())
                        .put("parts", parts.count())));
    }

    private static List<Write> deletes(Parts parts) {
        return parts.keys().stream()
                .<Write>map(key -> new Write.Delete(AuthTables.ROLES, key, Condition.always()))
                .toList();
    }

    private static byte[] compress(Collection<Role> roles) {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        roles.forEach(role -> list.add(role.toJson()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(JsonMapper.shared().writeValueAsBytes(list));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<Role> decompress(byte[] bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return JsonMapper.shared()
                    .readTree(gzip)
                    .valueStream()
                    .map(Role::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Bytes> cut(byte[] bytes) {
        List<Bytes> parts = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += PART_BYTES) {
            parts.add(Bytes.wrap(Arrays.copyOfRange(bytes, start, Math.min(start + PART_BYTES, bytes.length))));
        }
        return parts;
    }

    private boolean isFresh(Kept known) {
        return known.readAt().isAfter(Instant.MIN)
                && clock.instant().isBefore(known.readAt().plus(keptFor));
    }
}
