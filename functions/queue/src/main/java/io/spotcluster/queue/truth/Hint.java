package io.spotcluster.queue.truth;

import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.tables.PendingEntry;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that others find by, and that follows from the truth. It carries the version of the truth that made it: an
 * older one never replaces a newer one, and whoever finds that the truth has passed it drops it only if it is not newer
 * than the truth that was read.
 */
public sealed interface Hint {
    TableDefinition table();

    Key key();

    /** When nobody can need it any more. */
    Instant expires();

    record Membership(Key key, Instant expires) implements Hint {
        @Override
        public TableDefinition table() {
            return QueueTables.GROUPS;
        }
    }

    record Pending(PendingEntry entry, Key key, Instant expires) implements Hint {
        @Override
        public TableDefinition table() {
            return QueueTables.PENDING;
        }
    }

    /** In its stack. */
    record Stacked(Key key, Instant expires) implements Hint {
        @Override
        public TableDefinition table() {
            return QueueTables.PENDING;
        }
    }

    record Claimed(Key key, Instant expires) implements Hint {
        @Override
        public TableDefinition table() {
            return QueueTables.CLAIMED;
        }
    }

    record Timed(Timer timer, Instant expires) implements Hint {
        /** For how long a timer of bytes is kept after its time, however late the sweeper comes. */
        private static final Duration BLOB_KEPT = Duration.ofDays(30);

        /** To delete the bytes under a path that no lifecycle rule empties. */
        public static Timed ofBlob(String path, Instant due) {
            return new Timed(Timer.blob(path, due), due.plus(BLOB_KEPT));
        }

        @Override
        public TableDefinition table() {
            return QueueTables.TIMERS;
        }

        @Override
        public Key key() {
            return timer.key();
        }
    }

    /** Makes it, or renews it; nothing happens if a newer truth already made it. */
    default Write put(long version) {
        return new Write.Put(
                table(), Item.hint(key(), version, Optional.of(expires())), Condition.versionAtMost(version));
    }

    /** Takes it away, unless a truth newer than {@code version} made it. */
    default Write drop(long version) {
        return drop(table(), key(), version);
    }

    static Write drop(TableDefinition table, Key key, long version) {
        return new Write.Delete(table, key, Condition.versionAtMost(version));
    }
}
