package io.spotcluster.ports.table;

import java.util.Optional;

/**
 * What a table is; its owner declares it once, stores and deployment read it.
 *
 * @param name lower-case words joined by dashes, unique in a deployment
 * @param feedSortKey the sort key whose changes the table's change feed reports (others are left out of it); no feed, if
 *     absent. Removals by expiry are never reported
 */
public record TableDefinition(String name, Optional<String> feedSortKey) {
    public static TableDefinition withoutFeed(String name) {
        return new TableDefinition(name, Optional.empty());
    }

    public static TableDefinition withFeed(String name, String sortKey) {
        return new TableDefinition(name, Optional.of(sortKey));
    }
}
