package io.spotcluster.ports.table;

/** Sort keys whose items' changes a feed reports. Both kinds are what a DynamoDB event source can filter by. */
public sealed interface FeedKeys {
    boolean include(String sortKey);

    record Exactly(String sortKey) implements FeedKeys {
        @Override
        public boolean include(String other) {
            return other.equals(sortKey);
        }
    }

    record StartingWith(String prefix) implements FeedKeys {
        @Override
        public boolean include(String sortKey) {
            return sortKey.startsWith(prefix);
        }
    }
}
