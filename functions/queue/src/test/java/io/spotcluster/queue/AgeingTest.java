package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.claim.TaskQueueRules;
import io.spotcluster.queue.claim.TaskQueueRules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A task that waits too long rises for claiming. */
class AgeingTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final QueueFixture queue = new QueueFixture(QueueConfiguration.DEFAULT.withTaskQueueRules(
            new TaskQueueRules(Map.of("proj-test/*", new Rule(false, Optional.of(LIMIT))))));

    private String create(QueueFixture fixture, String priority) {
        return fixture.create(fixture.definition()
                .put("priority", priority)
                .put("deadline", Timestamp.format(fixture.clock.instant().plus(Duration.ofHours(5)))));
    }

    private String create(String priority) {
        return create(queue, priority);
    }

    @Test
    void belowTheLimitTheOrderIsStrict() {
        String lowest = create("lowest");
        String low = create("low");
        queue.clock.advance(LIMIT.minusSeconds(1));
        String high = create("high");
        assertThat(List.of(queue.claimOne("w"), queue.claimOne("w"), queue.claimOne("w")))
                .containsExactly(high, low, lowest);
    }

    @Test
    void aTaskRisesByOnePriorityForEachLimitThatItWaits() {
        String low = create("low");
        queue.clock.advance(LIMIT.plusSeconds(1));
        String medium = create("medium");
        String high = create("high");
        // As urgent as the one of medium priority, and older.
        assertThat(queue.claimOne("w")).isEqualTo(high);
        assertThat(queue.claimOne("w")).isEqualTo(low);
        assertThat(queue.claimOne("w")).isEqualTo(medium);
    }

    @Test
    void whileUrgentTasksKeepComingAnOldOneIsClaimedAllTheSame() {
        String lowest = create("lowest");
        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 40 && !claimed.contains(lowest); i++) {
            create("highest");
            create("highest");
            queue.clock.advance(Duration.ofMinutes(2));
            claimed.add(queue.claimOne("w"));
        }
        // An hour for six priorities, and then it still is the oldest.
        assertThat(claimed).hasSizeBetween(30, 32).endsWith(lowest);
    }

    @Test
    void withoutARuleItWaits() {
        QueueFixture strict = new QueueFixture();
        String lowest = create(strict, "lowest");
        strict.clock.advance(Duration.ofMinutes(50));
        String highest = create(strict, "highest");
        assertThat(strict.claimOne("w")).isEqualTo(highest);
        assertThat(strict.claimOne("w")).isEqualTo(lowest);
    }

    @Test
    void agedTasksAreClaimedOnceAndAllOfThem() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(create(i % 2 == 0 ? "low" : "lowest"));
        }
        queue.clock.advance(Duration.ofMinutes(25));
        all.add(create("medium"));
        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            queue.claim("w", 3)
                    .forEach(claim -> claimed.add(claim.at("/status/taskId").asString()));
        }
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
    }
}
