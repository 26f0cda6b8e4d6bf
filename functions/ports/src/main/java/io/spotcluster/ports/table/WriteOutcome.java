package io.spotcluster.ports.table;

import java.util.Optional;

/** What became of a conditional write. */
public sealed interface WriteOutcome {
    /** It happened. */
    record Written() implements WriteOutcome {}

    /** It did not happen: the condition did not hold. {@code current} is the item that stood in the way, read at that moment. */
    record ConditionLost(Optional<Item> current) implements WriteOutcome {}

    default boolean written() {
        return this instanceof Written;
    }
}
