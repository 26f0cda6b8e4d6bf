package io.spotcluster.auth.tables;

import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.util.List;
import java.util.Optional;

/** Writes truths so that a lost answer is neither a lost write nor a second one: the nonce tells whose write stands there. */
public final class TruthWriter {
    private static final int TRIES = 3;

    private final Tables tables;

    public TruthWriter(Tables tables) {
        this.tables = tables;
    }

    /**
     * Writes {@code truth}, whose nonce is this write's own and whose condition is on the version that was read. An answer
     * that was lost is made up for by trying again; then the earlier try counts.
     *
     * @throws StoreException when it is still unknown after some tries
     */
    public WriteOutcome write(List<Write> foundations, Write.Put truth, List<Write> hints) {
        for (int tried = 1; ; tried++) {
            try {
                return ownOr(truth, tables.write(foundations, truth, hints));
            } catch (StoreException.ResultUnknown | StoreException.Throttled e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    public WriteOutcome write(Write.Put truth) {
        return write(List.of(), truth, List.of());
    }

    private static WriteOutcome ownOr(Write.Put truth, WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Written written -> written;
            case WriteOutcome.ConditionLost(Optional<Item> current)
            when current.filter(item -> item.nonce().equals(truth.item().nonce()))
                    .isPresent() -> new WriteOutcome.Written();
            case WriteOutcome.ConditionLost lost -> lost;
        };
    }
}
