package io.spotcluster.ports.table;

/** One write of one item, on a condition. */
public sealed interface Write {
    TableDefinition table();

    Key key();

    Condition condition();

    /** Inserts the item or replaces it whole. */
    record Put(TableDefinition table, Item item, Condition condition) implements Write {
        @Override
        public Key key() {
            return item.key();
        }
    }

    /** Removes the item; removing what is not there succeeds if the condition allows absence. */
    record Delete(TableDefinition table, Key key, Condition condition) implements Write {}
}
