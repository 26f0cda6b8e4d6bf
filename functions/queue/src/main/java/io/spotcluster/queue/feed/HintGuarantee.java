package io.spotcluster.queue.feed;

import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.Hint;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates the hints that the writer of a truth did not come to. Each record of the feed answers for the hints that its
 * transition introduced, as far as the current truth still needs them; those that came before are answered for by the records
 * before. So every hint is looked after once, and no rule depends on clocks or on nobody standing still.
 */
public class HintGuarantee {
    private final Tables tables;
    private final TaskTruth truth;
    private final Hints hints;
    private final Timers timers;
    private final PendingSignal signal;

    public HintGuarantee(Tables tables, TaskTruth truth, Hints hints, Timers timers, PendingSignal signal) {
        this.tables = tables;
        this.truth = truth;
        this.hints = hints;
        this.timers = timers;
        this.signal = signal;
    }

    public void ensure(Optional<TaskStatus> before, TaskStatus after) {
        List<Hint> lacking = lacking(hints.added(before, after), after.version());
        if (before.isEmpty()) {
            hints.foundations(after).stream().filter(this::isBehind).forEach(lacking::add);
        }
        if (lacking.isEmpty()) {
            // As it nearly always is: the writer came to all of them. The truth need not be read for that.
            return;
        }
        Optional<TaskStatus> current = truth.read(after.taskId());
        current.ifPresent(status -> make(hints.common(hints.neededBy(status), lacking), status));
    }

    /**
     * Those that are not there, or that an older truth has made: who found that one passed may be about to drop it, and only a
     * newer version keeps it from that. An image of the past tells that one stood there: who has taken it away since knew
     * a truth as new as the one that made it, which had passed it. One that the image lacks is made once more.
     */
    private List<Hint> lacking(List<Hint> introduced, long version) {
        List<Hint> lacking = new ArrayList<>();
        Map<TableDefinition, List<Hint>> others = new LinkedHashMap<>();
        for (Hint hint : introduced) {
            if (!(hint instanceof Hint.Timed timed)) {
                others.computeIfAbsent(hint.table(), _ -> new ArrayList<>(2)).add(hint);
            } else if (!timers.stands(timed, version)) {
                lacking.add(hint);
            }
        }
        others.forEach((table, list) -> {
            Map<Key, Item> there =
                    tables.lagging().getAll(table, list.stream().map(Hint::key).toList());
            list.stream()
                    .filter(hint -> !there.containsKey(hint.key())
                            || there.get(hint.key()).version() < version)
                    .forEach(lacking::add);
        });
        return lacking;
    }

    /** What stood before its task is there, but a timer may have been too late for its bucket. */
    protected boolean isBehind(Hint foundation) {
        return foundation instanceof Hint.Timed timed && !timers.isAhead(timed);
    }

    private void make(List<Hint> needed, TaskStatus current) {
        List<Write> puts = new ArrayList<>();
        for (Hint hint : needed) {
            if (hint instanceof Hint.Timed timed) {
                timers.ensure(timed, current.version());
            } else {
                puts.add(hint.put(current.version()));
            }
        }
        if (!puts.isEmpty()) {
            tables.writeHints(puts);
        }
        if (needed.stream().anyMatch(Hint.Pending.class::isInstance)) {
            signal.announce(current.taskQueueId());
        }
    }
}
