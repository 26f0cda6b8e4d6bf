package io.spotcluster.queue.artifacts;

import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskState;
import io.spotcluster.queue.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who may make which artifact, and what becomes of one that is made again. Pure: no clock, no store. */
final class ArtifactRules {
    /** For how long after an exception the worker may still upload, so that it can report first and send logs then. */
    static final Duration AFTER_EXCEPTION = Duration.ofMinutes(25);

    private ArtifactRules() {}

    /** Whether somebody may add to a run. */
    sealed interface Admission {
        record Open() implements Admission {}

        record Closed(Rejection rejection) implements Admission {}
    }

    static Admission admit(TaskStatus task, int runId, Instant expires, Instant now) {
        Optional<Run> found = task.run(runId);
        if (found.isEmpty()) {
            return closed(Rejection.input("Run not found: task `%s` has no run %d, it has %d runs."
                    .formatted(task.taskId(), runId, task.runs().size())));
        }
        Run run = found.get();
        if (run.claim().isEmpty()) {
            return closed(
                    Rejection.input("Run %d of task `%s` was not claimed by a worker, so it cannot have artifacts."
                            .formatted(runId, task.taskId())));
        }
        if (expires.isAfter(task.expires())) {
            return closed(Rejection.input("`expires` is %s, after the task's own `expires` (%s)."
                    .formatted(Timestamp.format(expires), Timestamp.format(task.expires()))));
        }
        return takesArtifacts(run, now) ? new Admission.Open() : closed(resolved(task, runId, run));
    }

    /** Has the run not ended, or in such a way that dependent tasks do not rely on its artifacts being all there by now? */
    static boolean takesArtifacts(Run run, Instant now) {
        return switch (run) {
            case Run.Pending _ -> false;
            case Run.Running _ -> true;
            case Run.Resolved resolved ->
                resolved.state() == TaskState.EXCEPTION
                        && resolved.resolved().plus(AFTER_EXCEPTION).isAfter(now);
        };
    }

    private static Rejection resolved(TaskStatus task, int runId, Run run) {
        return Rejection.conflict(
                ("Run %d of task `%s` is resolved (%s), and takes artifacts no more: dependent tasks rely on"
                                + " them being complete. Only after an exception they are taken for %d more minutes.")
                        .formatted(runId, task.taskId(), run.state().text(), AFTER_EXCEPTION.toMinutes()));
    }

    private static Admission closed(Rejection rejection) {
        return new Admission.Closed(rejection);
    }

    /** What the record is to be. */
    sealed interface Outcome {
        record Next(Artifact artifact) implements Outcome {}

        record Conflict(Rejection rejection) implements Outcome {}
    }

    /**
     * A repeated call is welcome if it asks for the same; the record's life may be prolonged, a reference may point
     * elsewhere, and a link may take the place of a reference. Nothing else may change.
     *
     * @param kept until when the artifact may be kept; as {@code wanted} says, or earlier by a retention policy. What was
     *     promised before holds, whatever policies say by now
     */
    static Outcome merge(Optional<Artifact> current, Place place, WantedArtifact wanted, Instant kept, Instant now) {
        if (current.isEmpty()) {
            return new Outcome.Next(new Artifact(
                    place,
                    1,
                    wanted.contentType(),
                    wanted.contentLength(),
                    kept,
                    wanted.expires(),
                    wanted.storage(kept, now)));
        }
        Artifact old = current.get();
        boolean prolonged = kept.isAfter(old.expires()) && !(old.storage() instanceof Storage.StoredObject);
        Instant expires = prolonged ? kept : old.expires();
        Storage storage = wanted.storage(old.storage(), expires, now);
        boolean sameType = storage instanceof Storage.Link || old.contentType().equals(wanted.contentType());
        if (!sameType || !mayLiveUntil(old, wanted.expires()) || !mayBecome(old.storage(), storage)) {
            return new Outcome.Conflict(conflict(old, wanted, storage));
        }
        return new Outcome.Next(new Artifact(
                place, old.version() + 1, old.contentType(), old.contentLength(), expires, wanted.expires(), storage));
    }

    /** A life may only be prolonged. That of an object is known to the object service as it was first. */
    private static boolean mayLiveUntil(Artifact old, Instant expires) {
        return old.storage() instanceof Storage.StoredObject
                ? old.asked().equals(expires)
                : !old.asked().isAfter(expires);
    }

    /** May a record of the one kind have been replaced by one of the other? */
    static boolean mayBecome(Storage old, Storage wanted) {
        return switch (old) {
            case Storage.S3 _ -> wanted instanceof Storage.S3;
            case Storage.StoredObject object ->
                object.equals(wanted)
                        || (!object.finished() && wanted.equals(new Storage.StoredObject(object.uploadId(), true)));
            case Storage.Reference _ -> wanted instanceof Storage.Reference || wanted instanceof Storage.Link;
            case Storage.Link link -> link.equals(wanted);
            case Storage.Failure failure -> failure.equals(wanted);
        };
    }

    private static Rejection conflict(Artifact old, WantedArtifact wanted, Storage storage) {
        return Rejection.conflict(
                ("Artifact `%s` already exists with storageType %s, contentType '%s' and expires %s; it cannot"
                                + " become one with storageType %s, contentType '%s' and expires %s. Repeat a call as it was, prolong"
                                + " `expires`, change the `url` of a reference, or replace a reference by a link.")
                        .formatted(
                                old.place().name(),
                                old.storage().type(),
                                old.contentType(),
                                Timestamp.format(old.asked()),
                                storage.type(),
                                wanted.contentType(),
                                Timestamp.format(wanted.expires())));
    }
}
