package io.spotcluster.ports.table;

import java.util.ArrayList;
import java.util.List;

/**
 * What a table is; its owner declares it once, stores and deployment read it.
 *
 * @param name lower-case words joined by dashes, unique in a deployment
 * @param feed the sort keys whose changes the table's change feed reports (all others are left out of it); no feed, if empty.
 *     Removals by expiry are never reported
 */
public record TableDefinition(String name, List<FeedKeys> feed) {
    public TableDefinition {
        feed = List.copyOf(feed);
    }

    public static TableDefinition withoutFeed(String name) {
        return new TableDefinition(name, List.of());
    }

    /** With a feed of the items of one sort key. */
    public static TableDefinition withFeed(String name, String sortKey) {
        return new TableDefinition(name, List.of(new FeedKeys.Exactly(sortKey)));
    }

    /** The same table, whose feed also reports the sort keys that start with {@code prefix}. */
    public TableDefinition andFeedOf(String prefix) {
        List<FeedKeys> more = new ArrayList<>(feed);
        more.add(new FeedKeys.StartingWith(prefix));
        return new TableDefinition(name, more);
    }

    public boolean hasFeed() {
        return !feed.isEmpty();
    }

    /** Does the feed report changes of items of this sort key? */
    public boolean feeds(String sortKey) {
        for (FeedKeys keys : feed) {
            if (keys.include(sortKey)) {
                return true;
            }
        }
        return false;
    }
}
