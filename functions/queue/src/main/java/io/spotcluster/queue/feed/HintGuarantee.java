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
        List<Hint> introduced = hints.added(before, after);
        if (introduced.isEmpty()) {
            return;
        }
        Optional<TaskStatus> current = truth.read(after.taskId());
        current.ifPresent(status -> ensure(hints.common(introduced, hints.neededBy(status)), status));
    }

    private void ensure(List<Hint> needed, TaskStatus current) {
        Map<TableDefinition, List<Hint>> others = new LinkedHashMap<>();
        for (Hint hint : needed) {
            if (hint instanceof Hint.Timed timed) {
                timers.ensure(timed, current.version());
            } else {
                others.computeIfAbsent(hint.table(), _ -> new ArrayList<>(2)).add(hint);
            }
        }
        List<Hint> lacking = new ArrayList<>();
        others.forEach((table, list) -> {
            Map<Key, Item> there =
                    tables.getAll(table, list.stream().map(Hint::key).toList());
            list.stream().filter(hint -> !there.containsKey(hint.key())).forEach(lacking::add);
        });
        if (!lacking.isEmpty()) {
            List<Write> puts =
                    lacking.stream().map(hint -> hint.put(current.version())).toList();
            tables.writeHints(puts);
            if (lacking.stream().anyMatch(Hint.Pending.class::isInstance)) {
                signal.announce(current.taskQueueId());
            }
        }
    }
}
