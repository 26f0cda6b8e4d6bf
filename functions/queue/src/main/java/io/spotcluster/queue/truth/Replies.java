package io.spotcluster.queue.truth;

import io.spotcluster.api.Reply;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.task.StatusDocument;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth.Outcome;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Answers that many methods give. */
public final class Replies {
    /** An extension: names the newer task that took the place of this one; the schemas have no field for it. */
    public static final String SUPERSEDED_BY = "x-spotcluster-superseded-by";

    private Replies() {}

    /** With a {@link #statusDocument}. */
    public static Reply status(TaskStatus task) {
        return superseded(task, Reply.of(statusDocument(task)));
    }

    /** {@code task-status-response.json}. */
    public static JsonNode statusDocument(TaskStatus task) {
        return Json.MAPPER.createObjectNode().set("status", StatusDocument.of(task));
    }

    /** With {@link #SUPERSEDED_BY}, if the task was. */
    public static Reply superseded(TaskStatus task, Reply reply) {
        return task.supersededBy()
                .map(by -> reply.withHeader(SUPERSEDED_BY, by.text()))
                .orElse(reply);
    }

    /** The header of replies to who asked for something to be kept longer than a retention policy lets it. */
    public static final String CAPPED = "x-spotcluster-capped-expires";

    /** With {@link #CAPPED}, if {@code expires} is earlier than {@code asked}. */
    public static Reply cappedAt(Instant expires, Instant asked, Reply reply) {
        return expires.isBefore(asked) ? reply.withHeader(CAPPED, Timestamp.format(expires)) : reply;
    }

    /**
     * The status after a transition, whether it was this call that made it or an earlier one.
     *
     * @throws RejectedException why it did not happen
     */
    public static TaskStatus require(TaskId taskId, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Changed(TaskStatus status) -> status;
            case Outcome.Kept(TaskStatus status) -> status;
            case Outcome.Refused(Rejection rejection) -> throw rejection.asException();
            case Outcome.Missing() -> throw notFound(taskId);
            case Outcome.Outrun _ ->
                throw Rejection.conflict("Task `%s` was changed by somebody else at the same time.".formatted(taskId))
                        .asException();
        };
    }

    public static RejectedException notFound(TaskId taskId) {
        return Rejection.notFound("Task `%s` does not exist. Was it created, and has it not expired?".formatted(taskId))
                .asException();
    }
}
