package io.spotcluster.embedded.store;

import java.sql.SQLException;
import java.time.Clock;

/** What a piece of work can do inside the writer's transaction. */
final class WriteSession {
    private final ItemWriter items;
    private final MessageWriter messages;

    WriteSession(Prepared prepared, Feeds feeds, RecentItems recent, Clock clock) throws SQLException {
        this.items = new ItemWriter(prepared, feeds, recent, clock);
        this.messages = new MessageWriter(prepared);
    }

    ItemWriter items() {
        return items;
    }

    MessageWriter messages() {
        return messages;
    }

    /** @return how many rows were written, about */
    int committed() {
        return items.committed();
    }

    void rolledBack() {
        items.rolledBack();
    }
}
