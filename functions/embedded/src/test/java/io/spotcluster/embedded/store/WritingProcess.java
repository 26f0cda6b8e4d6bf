package io.spotcluster.embedded.store;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Write;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes until it is killed, and prints what was acknowledged: {@code <writer> <version>} after each truth with its hint. */
final class WritingProcess {
    static final TableDefinition TABLE = TableDefinition.withFeed("tasks", "status");
    static final TableDefinition HINTS = TableDefinition.withoutFeed("hints");
    static final QueueDefinition QUEUE = new QueueDefinition("work", Duration.ofMinutes(1), 3);
    static final int WRITERS = 8;

    private WritingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]), Clock.systemUTC());
        Thread[] threads = new Thread[WRITERS];
        for (int writer = 0; writer < WRITERS; writer++) {
            String name = "writer-" + writer;
            threads[writer] = Thread.ofPlatform().start(() -> write(store, name));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void write(EmbeddedStore store, String name) {
        Key key = new Key(name, "status");
        long version = store.tables().get(TABLE, key).map(Item::version).orElse(0L);
        while (true) {
            Condition condition = version == 0 ? Condition.absent() : Condition.versionIs(version);
            version++;
            Item truth = new Item(key, version, "nonce-" + version, Optional.empty(), Bytes.wrap(new byte[500]));
            Item hint = Item.hint(new Key(name, "%09d".formatted(version)), version, Optional.empty());
            boolean written = store.tables()
                    .write(
                            new Write.Put(TABLE, truth, condition),
                            List.of(new Write.Put(HINTS, hint, Condition.absent())))
                    .written();
            if (!written) {
                throw new IllegalStateException(name + " lost version " + version);
            }
            boolean sends = version % 10 == 0;
            if (sends) {
                store.workQueues().send(QUEUE, name + " " + version, Duration.ZERO);
            }
            String line = name + " " + version + (sends ? " sent" : "") + "\n";
            System.out.print(line);
            System.out.flush();
        }
    }
}
