package io.spotcluster.queue.task;

import io.spotcluster.base.Rejection;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a task's {@code extra.coalesce} says: of a stack of tasks that wait, only the newest one is worth running.
 *
 * @param stack names the stack, within the task queue
 * @param rank the higher, the newer; tasks of equal rank do not supersede each other
 * @param depth how many tasks may have been superseded, one by the other, before one that is not: no more, lest a stream of new
 *     tasks keeps any from being run
 * @param age how long the first of them may have waited; for the same reason
 */
public record Coalesce(String stack, long rank, int depth, Duration age) {
    public static final int DEPTH = 10;
    public static final Duration AGE = Duration.ofHours(1);

    private static final Pattern STACK = Pattern.compile("[a-zA-Z0-9_./:-]{1,100}");
    private static final long HIGHEST_RANK = 1L << 53;
    private static final int DEEPEST = 100;
    private static final Duration OLDEST = Duration.ofDays(1);

    /**
     * @param extra of the definition; another {@code coalesce} than an object with a {@code stack} is somebody else's, and means
     *     nothing here
     * @throws io.spotcluster.base.RejectedException InputError
     */
    static Optional<Coalesce> read(JsonNode extra) {
        JsonNode json = extra.path("coalesce");
        if (!json.has("stack")) {
            return Optional.empty();
        }
        String stack = json.path("stack").asString("");
        if (!json.path("stack").isString() || !STACK.matcher(stack).matches()) {
            throw fault("stack", json.path("stack"), "a text that matches " + STACK);
        }
        return Optional.of(new Coalesce(
                stack,
                number(json, "rank", Optional.empty(), 0, HIGHEST_RANK),
                Math.toIntExact(number(json, "depth", Optional.of((long) DEPTH), 1, DEEPEST)),
                Duration.ofSeconds(number(json, "age", Optional.of(AGE.toSeconds()), 1, OLDEST.toSeconds()))));
    }

    private static long number(JsonNode json, String field, Optional<Long> otherwise, long least, long most) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() && otherwise.isPresent()) {
            return otherwise.get();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw fault(field, value, "a whole number from %d to %d".formatted(least, most));
        }
        return value.asLong();
    }

    private static RuntimeException fault(String field, JsonNode value, String expected) {
        return Rejection.input("`extra.coalesce.%s` is %s; %s was expected."
                        .formatted(field, value.isMissingNode() ? "missing" : value, expected))
                .asException();
    }

    /** What the creator of such a task needs. */
    public String scope(TaskQueueId taskQueueId) {
        return "queue:coalesce:" + taskQueueId + "/" + stack;
    }
}
