package io.spotcluster.embedded.store;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.queue.WorkQueuesContract;
import io.spotcluster.testkit.HandTurnedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedWorkQueuesTest extends WorkQueuesContract {
    private final HandTurnedClock clock = new HandTurnedClock();

    @TempDir
    Path folder = Path.of("");

    private @Nullable EmbeddedStore store;

    @Override
    protected WorkQueues open(List<QueueDefinition> definitions) {
        store = EmbeddedStore.open(folder, clock);
        return store.workQueues();
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
