package io.spotcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Slug;
import io.spotcluster.queue.task.Coalescing.Supersession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Stacks into which tasks keep coming, superseded as decided. */
class CoalescingPropertyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEPTH = 3;
    private static final Duration AGE = Duration.ofMinutes(30);

    private static TaskStatus task(Random random, long rank, Instant now) {
        TaskId taskId = new TaskId(Slug.encode(new UUID(
                (random.nextLong() & 0x7fff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L)));
        return new TaskStatus(
                taskId,
                1,
                "digest",
                new TaskQueueId("proj/ci"),
                "-",
                "none",
                new TaskGroupId(taskId.text()),
                Priority.LOW,
                5,
                5,
                now,
                now.plus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(2)),
                Optional.of(new Coalesce("stack", rank, DEPTH, AGE)),
                false,
                List.of(new Run.Pending(ReasonCreated.SCHEDULED, now)));
    }

    private static TaskStatus followed(TaskStatus task, Command command, Instant now) {
        return switch (TaskLifecycle.decide(task, command, now)) {
            case Decision.Next(TaskStatus next) -> next;
            case Decision.Unchanged() -> task;
            case Decision.Refused(var rejection) -> throw new AssertionError(rejection.message());
        };
    }

    /** Nobody ever claims anything; still no chain grows longer, or older, than it may. */
    @Property(tries = 300)
    void chainsEndAtTheirDepthAndAtTheirAge(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int arrivals) {
        Random random = new Random(seed);
        Instant now = START;
        Map<TaskId, TaskStatus> stack = new HashMap<>();
        for (int i = 0; i < arrivals; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(15)));
            TaskStatus arrived = task(random, random.nextInt(arrivals), now);
            stack.put(arrived.taskId(), arrived);
            for (Supersession each : Coalescing.decide(stack.values(), now)) {
                Instant time = now;
                stack.computeIfPresent(
                        each.newer().taskId(),
                        (_, newer) -> followed(newer, new Command.Absorb(0, each.chain()), time));
                stack.computeIfPresent(
                        each.older().taskId(),
                        (_, older) -> followed(
                                older, new Command.Supersede(0, each.newer().taskId(), each.chain()), time));
            }
            assertThat(Coalescing.decide(stack.values(), now)).isEmpty();
        }
        for (TaskStatus task : stack.values()) {
            List<TaskStatus> line = line(task, stack);
            assertThat(line)
                    .hasSizeLessThanOrEqualTo(DEPTH + 1)
                    .isSortedAccordingTo(Comparator.comparingLong(
                            member -> member.coalesce().orElseThrow().rank()));
            Instant last = line.size() < 2
                    ? task.runs().getFirst().scheduled()
                    : line.get(line.size() - 2).runs().getFirst().latest();
            assertThat(Duration.between(task.runs().getFirst().scheduled(), last))
                    .isLessThanOrEqualTo(AGE);
            assertThat(line.getLast().isResolved()).isFalse();
        }
    }

    /** From a task along what took its place, to the one that waits. */
    private static List<TaskStatus> line(TaskStatus first, Map<TaskId, TaskStatus> stack) {
        List<TaskStatus> line = new ArrayList<>(List.of(first));
        while (line.getLast().supersededBy().isPresent()) {
            line.add(stack.get(line.getLast().supersededBy().get()));
        }
        return line;
    }

    @Property(tries = 200)
    void whateverTheOrderTheNewestIsLeftWhenNothingHasWaitedLong(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int count) {
        Random random = new Random(seed);
        List<TaskStatus> stack = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stack.add(random.nextInt(stack.size() + 1), task(random, i, START));
        }
        List<Supersession> decided = Coalescing.decide(stack, START.plus(AGE));
        assertThat(decided).hasSize(count - 1).allSatisfy(each -> {
            assertThat(each.newer().coalesce().orElseThrow().rank()).isEqualTo(count - 1L);
            assertThat(each.chain().depth()).isEqualTo(1);
        });
        assertThat(Coalescing.decide(stack, START.plus(AGE).plusMillis(1))).isEmpty();
    }
}
