package io.spotcluster.queue;

import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultyTables;
import io.spotcluster.ports.fault.Operation;
import io.spotcluster.ports.fault.Operation.Action;
import io.spotcluster.ports.fault.ProcessDied;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A queue in which a story says what happens between two operations of a process, or becomes of one. All in one thread: an
 * interruption runs to its end before the interrupted process goes on, as if that one had stood still.
 */
final class StoryWorld {
    private record Interruption(Predicate<Operation> at, Runnable what) {}

    private record Trouble(Predicate<Operation> at, Fault what) {}

    private final List<Interruption> interruptions = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<Trouble> lastingTroubles = new ArrayList<>();
    private final List<Change> unhandled = new ArrayList<>();
    final QueueFixture queue;

    StoryWorld(QueueParts parts) {
        queue = new QueueFixture(parts, tables -> new FaultyTables(tables, this::decide, this::before));
    }

    private void before(Operation operation) {
        first(interruptions, interruption -> interruption.at().test(operation))
                .ifPresent(interruption -> interruption.what().run());
    }

    private Fault decide(Operation operation) {
        Optional<Fault> standing = lastingTroubles.stream()
                .filter(trouble -> trouble.at().test(operation))
                .findFirst()
                .map(Trouble::what);
        if (standing.isPresent()) {
            return standing.get();
        }
        return first(troubles, trouble -> trouble.at().test(operation))
                .map(Trouble::what)
                .orElse(Fault.proceed());
    }

    private static <T> Optional<T> first(List<T> list, Predicate<T> wanted) {
        Optional<T> found = list.stream().filter(wanted).findFirst();
        found.ifPresent(list::remove);
        return found;
    }

    /** Once, right before the first such operation. */
    void before(Predicate<Operation> operation, Runnable what) {
        interruptions.add(new Interruption(operation, what));
    }

    /** Once, to the first such operation. */
    void trouble(Predicate<Operation> operation, Fault what) {
        troubles.add(new Trouble(operation, what));
    }

    /** From now on, to all such operations. */
    void troubleAlways(Predicate<Operation> operation, Fault what) {
        lastingTroubles.add(new Trouble(operation, what));
    }

    /** Did every interruption and every trouble of the story come? */
    boolean everythingHappened() {
        return interruptions.isEmpty() && troubles.isEmpty();
    }

    static Predicate<Operation> write(TableDefinition table, String key) {
        return operation -> operation.action() == Action.WRITE && isAbout(operation, table, key);
    }

    static Predicate<Operation> hint(TableDefinition table, String key) {
        return operation -> operation.action() == Action.WRITE_HINT && isAbout(operation, table, key);
    }

    static Predicate<Operation> query(TableDefinition table, String partition) {
        return operation -> operation.action() == Action.QUERY && isAbout(operation, table, partition);
    }

    static Predicate<Operation> lagging(TableDefinition table, String key) {
        return operation -> operation.action() == Action.GET_LAGGING && isAbout(operation, table, key);
    }

    static Predicate<Operation> laggingQuery(TableDefinition table, String partition) {
        return operation -> operation.action() == Action.QUERY_LAGGING && isAbout(operation, table, partition);
    }

    private static boolean isAbout(Operation operation, TableDefinition table, String key) {
        return operation.on().equals(table.name()) && operation.what().contains(key);
    }

    /** Takes what is in the feed of tasks out of it; the story handles it when it likes. */
    private List<Change> unhandled() {
        List<Change> read = queue.tables.feed(QueueTables.TASKS).read(1000, Duration.ZERO);
        if (!read.isEmpty()) {
            queue.tables.feed(QueueTables.TASKS).acknowledge(read.getLast());
            unhandled.addAll(read);
        }
        return unhandled;
    }

    /** Handles the records of one task, and leaves those of others for later. */
    void handle(String taskId) {
        List<Change> about = unhandled().stream()
                .filter(change -> change.key().partition().equals(taskId))
                .toList();
        unhandled.removeAll(about);
        about.forEach(queue.service.feed()::handle);
    }

    /** Handles all that is left; a record whose handler dies is handled again. */
    void handleUntilDone() {
        List<Change> all = new ArrayList<>(unhandled());
        unhandled.clear();
        while (!all.isEmpty()) {
            try {
                queue.service.feed().handle(all.getFirst());
                all.removeFirst();
            } catch (ProcessDied e) {
                // Once more.
            }
        }
        drain();
    }

    /** Handles all that is left. */
    void drain() {
        List<Change> all = List.copyOf(unhandled());
        unhandled.clear();
        all.forEach(queue.service.feed()::handle);
        queue.drain();
    }
}
