package io.spotcluster.auth.clients;

import io.spotcluster.api.Authority;
import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.auth.tables.TruthWriter;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clients. Reads for authentication come from memory, at most {@code keptFor} old, and never older than a write here. */
public final class ClientStore {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStore.class);
    private static final int PAGE = 500;
    private static final int MAXIMUM_KEPT = 10_000;

    /** So precise is {@code lastDateUsed}, and so seldom does it cost a write. */
    private static final Duration USE_NOTED_EVERY = Duration.ofHours(6);

    /** Of those that a clientId may have: no clientId stands between another one and that one followed by this. */
    private static final char SMALLEST_CHARACTER = '!';

    private final Tables tables;
    private final TruthWriter writer;
    private final TokenCipher cipher;
    private final Clock clock;
    private final Duration keptFor;
    private final ConcurrentMap<String, Kept> kept = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Instant> notedUses = new ConcurrentHashMap<>();

    /** @param keptFor how long a revocation made in another process may go unnoticed here */
    public ClientStore(Tables tables, TokenCipher cipher, Clock clock, Duration keptFor) {
        this.tables = tables;
        this.writer = new TruthWriter(tables);
        this.cipher = cipher;
        this.clock = clock;
        this.keptFor = keptFor;
    }

    private record Kept(Client client, Instant readAt) {}

    private record Versioned(Client client, long version) {}

    /** As it is now. */
    public Optional<Client> read(String clientId) {
        return versioned(clientId).map(Versioned::client);
    }

    /** As it was at most {@code keptFor} ago. Clients that do not exist are asked for each time. */
    public Optional<Client> recent(String clientId) {
        Kept known = kept.get(clientId);
        if (known != null && isFresh(known)) {
            return Optional.of(known.client());
        }
        // Inside `compute`, so that `forget` comes after whatever was read before it.
        Kept read = kept.compute(
                clientId,
                (id, other) -> other != null && isFresh(other)
                        ? other
                        : read(id).map(client -> new Kept(client, clock.instant()))
                                .orElse(null));
        if (kept.size() > MAXIMUM_KEPT) {
            kept.clear();
            notedUses.clear();
        }
        return Optional.ofNullable(read).map(Kept::client);
    }

    /** False, if there is one already. */
    boolean create(Authority authority, Client client) {
        return put(authority, client, Condition.absent(), 1) instanceof WriteOutcome.Written;
    }

    /**
     * Changes a client, by whatever {@code change} makes of it as it is; absent, if there is none. {@code change} may be
     * asked more than once, when others write at the same time, and may throw to refuse.
     */
    Optional<Client> change(Authority authority, String clientId, UnaryOperator<Client> change) {
        while (true) {
            Optional<Versioned> current = versioned(clientId);
            if (current.isEmpty()) {
                return Optional.empty();
            }
            long version = current.get().version();
            Client changed = change.apply(current.get().client());
            if (put(authority, changed, Condition.versionIs(version), version + 1) instanceof WriteOutcome.Written) {
                return Optional.of(changed);
            }
        }
    }

    /** Succeeds whether or not there is one. */
    void delete(Authority authority, String clientId) {
        try {
            tables.write(new Write.Delete(AuthTables.CLIENTS, AuthTables.client(clientId), Condition.always()));
        } finally {
            forget(clientId);
        }
        LOG.info("{} deleted the client {}", authority.actor(), clientId);
    }

    /**
     * Removes the client, if it is there and {@code condition} holds of it as it is; false otherwise.
     *
     * @throws StoreException when that is unknown
     */
    boolean deleteIf(Authority authority, String clientId, Predicate<Client> condition) {
        try {
            while (true) {
                Optional<Versioned> current = versioned(clientId);
                if (current.filter(found -> condition.test(found.client())).isEmpty()) {
                    return false;
                }
                Condition unchanged = Condition.versionIs(current.get().version());
                if (tables.write(new Write.Delete(AuthTables.CLIENTS, AuthTables.client(clientId), unchanged))
                        .written()) {
                    LOG.info("{} deleted the client {}", authority.actor(), clientId);
                    return true;
                }
            }
        } finally {
            forget(clientId);
        }
    }

    /**
     * Encrypts anew what is encrypted with an older key.
     *
     * @return how many there were
     * @throws KeyException when a token was encrypted with none of the keys
     */
    int encryptWithNewestKey(Authority authority) {
        int count = 0;
        for (Item item : items()) {
            if (!cipher.isNewest(ClientDocument.encryptedToken(item.body()))
                    && change(authority, item.key().sort(), UnaryOperator.identity())
                            .isPresent()) {
                count++;
            }
        }
        return count;
    }

    private List<Item> items() {
        Query query = Query.all(AuthTables.CLIENT_PARTITION, PAGE);
        List<Item> items = new ArrayList<>();
        Page page = tables.query(AuthTables.CLIENTS, query);
        items.addAll(page.items());
        while (page.cursor().isPresent()) {
            page = tables.query(AuthTables.CLIENTS, query.after(page.cursor()));
            items.addAll(page.items());
        }
        return items;
    }

    /** @param more whether others may follow */
    public record ClientPage(List<Client> clients, boolean more) {}

    /** In the order of their clientIds, those after {@code after} which begin with {@code prefix}. */
    public ClientPage list(String prefix, Optional<String> after, int limit) {
        String from = after.map(clientId -> clientId + SMALLEST_CHARACTER).orElse(prefix);
        Query query = from.isEmpty()
                ? Query.all(AuthTables.CLIENT_PARTITION, limit)
                : Query.range(
                        AuthTables.CLIENT_PARTITION,
                        from,
                        prefix + Character.toString(Character.MAX_CODE_POINT),
                        limit);
        Page page = tables.query(AuthTables.CLIENTS, query);
        while (page.items().isEmpty() && page.cursor().isPresent()) {
            page = tables.query(AuthTables.CLIENTS, query.after(page.cursor()));
        }
        List<Client> clients = page.items().stream()
                .map(item -> ClientDocument.read(item.body(), cipher))
                .toList();
        return new ClientPage(clients, page.cursor().isPresent());
    }

    /** Every client, read page by page as the stream is. */
    public Stream<Client> all() {
        return all("");
    }

    /** Every client whose clientId begins with {@code prefix}, read page by page as the stream is. */
    Stream<Client> all(String prefix) {
        return Stream.iterate(
                        Optional.of(list(prefix, Optional.empty(), PAGE)),
                        Optional::isPresent,
                        page -> page.filter(ClientPage::more)
                                .map(more -> list(
                                        prefix,
                                        Optional.of(more.clients().getLast().clientId()),
                                        PAGE)))
                .flatMap(page -> page.stream().flatMap(found -> found.clients().stream()));
    }

    /** Notes that the client is in use, not more often than {@link #USE_NOTED_EVERY}. What goes wrong is passed over. */
    public void noteUse(String clientId) {
        Instant now = clock.instant();
        Kept known = kept.get(clientId);
        if (known == null || isRecent(known.client().lastDateUsed(), now)) {
            return;
        }
        Instant noted = notedUses.put(clientId, now);
        if (noted != null && isRecent(noted, now)) {
            return;
        }
        try {
            change(new Authority.BackgroundLoop("last-use"), clientId, client -> client.usedAt(now));
        } catch (StoreException e) {
            LOG.warn("The use of the client {} was not noted: {}", clientId, e.getMessage());
        }
    }

    private static boolean isRecent(Instant noted, Instant now) {
        return noted.plus(USE_NOTED_EVERY).isAfter(now);
    }

    private Optional<Versioned> versioned(String clientId) {
        return tables.get(AuthTables.CLIENTS, AuthTables.client(clientId))
                .map(item -> new Versioned(ClientDocument.read(item.body(), cipher), item.version()));
    }

    private WriteOutcome put(Authority authority, Client client, Condition condition, long version) {
        Key key = AuthTables.client(client.clientId());
        // Not the table's expiry: a client that goes leaves an entry in the audit history. See ClientExpiry.
        Item item = new Item(key, version, Slug.nice(), Optional.empty(), ClientDocument.stored(client, cipher));
        try {
            WriteOutcome outcome = writer.write(new Write.Put(AuthTables.CLIENTS, item, condition));
            if (outcome.written()) {
                LOG.info("{} wrote the client {}, version {}", authority.actor(), client.clientId(), version);
            }
            return outcome;
        } finally {
            forget(client.clientId());
        }
    }

    private void forget(String clientId) {
        kept.remove(clientId);
    }

    private boolean isFresh(Kept known) {
        return clock.instant().isBefore(known.readAt().plus(keptFor));
    }
}
