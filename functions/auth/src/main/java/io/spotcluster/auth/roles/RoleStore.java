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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All roles. A role belongs to one of {@value #BUCKETS} buckets by its name, a bucket is stored compressed under a name of its
 * own, and one small truth names all buckets. So a change is one conditional write, which excludes cycles; it costs the writing
 * of one bucket; to ask whether anything changed costs the reading of one small item; and to follow a change, the reading of
 * the buckets that are new.
 *
 * <p>A bucket that lost its write, or whose writer died, is left behind without a name; it is never read.
 */
public final class RoleStore {
    private static final Logger LOG = LoggerFactory.getLogger(RoleStore.class);

    /** With 10,000 roles a bucket has some 20 KB, and the truth, which is read every few seconds, stays below 4 KB. */
    private static final int BUCKETS = 64;

    /** Well below the limit of an item: a bucket may need several. */
    private static final int PART_BYTES = 300 * 1024;

    private static final int READ_TRIES = 5;

    private final Tables tables;
    private final TruthWriter writer;
    private final Clock clock;
    private final Duration keptFor;
    private volatile Kept kept = new Kept(new Stored(RoleCatalog.EMPTY, Map.of()), Instant.MIN);

    /** @param keptFor how long a change made in another process may go unnoticed here */
    public RoleStore(Tables tables, Clock clock, Duration keptFor) {
        this.tables = tables;
        this.writer = new TruthWriter(tables);
        this.clock = clock;
        this.keptFor = keptFor;
    }

    /** The name of a stored bucket and how many items it has. */
    private record Bucket(String name, int parts) {
        List<Key> keys() {
            return IntStream.range(0, parts)
                    .mapToObj(part -> AuthTables.rolePart(name, part))
                    .toList();
        }
    }

    /** @param buckets by their number; those without roles are missing */
    private record Stored(RoleCatalog catalog, Map<Integer, Bucket> buckets) {}

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
     * when others write at the same time, and may throw to refuse.
     */
    RoleCatalog change(Authority authority, UnaryOperator<RoleCatalog> change) {
        while (true) {
            Stored before = readSynchronized();
            RoleCatalog changed = change.apply(before.catalog());
            if (changed.roles().equals(before.catalog().roles())) {
                return before.catalog();
            }
            if (write(authority, before, changed)) {
                return changed;
            }
        }
    }

    /** Makes the roles that a deployment starts with: once, whatever becomes of them afterwards. */
    public void makeDefaults(Authority authority, Collection<Role> defaults) {
        if (tables.get(AuthTables.ROLES, AuthTables.DEFAULT_ROLES_MADE).isPresent()) {
            return;
        }
        change(authority, catalog -> catalog.withDefaults(defaults));
        Item made = new Item(AuthTables.DEFAULT_ROLES_MADE, 1, Slug.nice(), Optional.empty(), Bytes.EMPTY);
        writer.write(new Write.Put(AuthTables.ROLES, made, Condition.absent()));
    }

    private boolean write(Authority authority, Stored before, RoleCatalog changed) {
        long version = before.catalog().version() + 1;
        Map<Integer, Bucket> buckets = new TreeMap<>(before.buckets());
        List<Bucket> replaced = new ArrayList<>();
        List<Bucket> made = new ArrayList<>();
        List<Write> foundations = new ArrayList<>();
        for (int number : changedBuckets(before.catalog(), changed)) {
            Optional.ofNullable(buckets.remove(number)).ifPresent(replaced::add);
            List<Role> roles = changed.roles().values().stream()
                    .filter(role -> bucketOf(role.roleId()) == number)
                    .toList();
            if (!roles.isEmpty()) {
                List<Bytes> parts = cut(compress(roles));
                Bucket bucket = new Bucket(Slug.nice(), parts.size());
                buckets.put(number, bucket);
                made.add(bucket);
                for (int part = 0; part < parts.size(); part++) {
                    Key key = AuthTables.rolePart(bucket.name(), part);
                    Item item = new Item(key, 1, bucket.name(), Optional.empty(), parts.get(part));
                    foundations.add(new Write.Put(AuthTables.ROLES, item, Condition.always()));
                }
            }
        }
        Item truth = new Item(AuthTables.CURRENT_ROLES, version, Slug.nice(), Optional.empty(), document(buckets));
        Condition condition = version == 1 ? Condition.absent() : Condition.versionIs(version - 1);
        WriteOutcome outcome =
                writer.write(foundations, new Write.Put(AuthTables.ROLES, truth, condition), deletes(replaced));
        if (!outcome.written()) {
            remove(made);
            return false;
        }
        LOG.info("{} wrote the roles, version {}", authority.actor(), version);
        synchronized (this) {
            if (version > kept.stored().catalog().version()) {
                kept = new Kept(new Stored(changed, buckets), clock.instant());
            }
        }
        return true;
    }

    private static Set<Integer> changedBuckets(RoleCatalog before, RoleCatalog after) {
        Set<Integer> changed = new TreeSet<>();
        after.roles().forEach((roleId, role) -> {
            if (!role.equals(before.roles().get(roleId))) {
                changed.add(bucketOf(roleId));
            }
        });
        before.roles().keySet().stream()
                .filter(roleId -> !after.roles().containsKey(roleId))
                .forEach(roleId -> changed.add(bucketOf(roleId)));
        return changed;
    }

    /** Always the same for a name: how Java hashes a string is part of the language. */
    private static int bucketOf(String roleId) {
        return Math.floorMod(roleId.hashCode(), BUCKETS);
    }

    private void remove(List<Bucket> buckets) {
        try {
            tables.writeHints(deletes(buckets));
        } catch (StoreException e) {
            LOG.info("Roles of a change that lost its write stay behind: {}", e.getMessage());
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

    /** Absent, when a bucket is there no more. Those that are known already are not read again. */
    private Optional<Stored> readSet(Item truth) {
        Map<Integer, Bucket> buckets = buckets(truth);
        Stored known = kept.stored();
        Map<Integer, Bucket> fresh = new TreeMap<>(buckets);
        fresh.values().removeAll(known.buckets().values());
        Map<Key, Item> found = tables.getAll(
                AuthTables.ROLES,
                fresh.values().stream()
                        .flatMap(bucket -> bucket.keys().stream())
                        .toList());
        List<Role> roles = new ArrayList<>();
        for (Bucket bucket : fresh.values()) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (Key key : bucket.keys()) {
                Item part = found.get(key);
                if (part == null) {
                    return Optional.empty();
                }
                whole.writeBytes(part.body().unsafeArray());
            }
            roles.addAll(decompress(whole.toByteArray()));
        }
        known.catalog().roles().values().stream()
                .filter(role -> isSame(buckets, known.buckets(), bucketOf(role.roleId())))
                .forEach(roles::add);
        return Optional.of(new Stored(RoleCatalog.of(truth.version(), roles), buckets));
    }

    private static boolean isSame(Map<Integer, Bucket> one, Map<Integer, Bucket> other, int number) {
        return Objects.equals(one.get(number), other.get(number));
    }

    private static Map<Integer, Bucket> buckets(Item truth) {
        JsonNode json = JsonMapper.shared().readTree(truth.body().unsafeArray());
        if (!json.path("buckets").isObject()) {
            throw new IllegalStateException(
                    "the roles were stored by an earlier version of Spotcluster, which was never released");
        }
        Map<Integer, Bucket> buckets = new TreeMap<>();
        json.path("buckets")
                .forEachEntry((number, bucket) -> buckets.put(
                        Integer.valueOf(number),
                        new Bucket(
                                bucket.path("name").stringValue(),
                                bucket.path("parts").intValue())));
        return buckets;
    }

    private static Bytes document(Map<Integer, Bucket> buckets) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ObjectNode all = json.putObject("buckets");
        buckets.forEach((number, bucket) -> all.putObject(Integer.toString(number))
                .put("name", bucket.name())
                .put("parts", bucket.parts()));
        return Bytes.wrap(JsonMapper.shared().writeValueAsBytes(json));
    }

    private static List<Write> deletes(List<Bucket> buckets) {
        return buckets.stream()
                .flatMap(bucket -> bucket.keys().stream())
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
