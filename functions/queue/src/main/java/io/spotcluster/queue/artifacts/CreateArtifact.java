package io.spotcluster.queue.artifacts;

import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.artifacts.ArtifactRules.Admission;
import io.spotcluster.queue.artifacts.WantedArtifact.Kind;
import io.spotcluster.queue.retention.RetentionPolicies;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Replies;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Makes artifacts, for the workers of their runs. */
public class CreateArtifact {
    /** How long an upload may take. */
    static final Duration UPLOAD = Duration.ofMinutes(45);

    /** More than is told, for clocks that differ. */
    private static final Duration DRIFT = Duration.ofSeconds(10);

    /** How many lost races a record is merged anew after; more means that something else is wrong. */
    private static final int RACES = 20;

    private final ArtifactStore store;
    private final TaskTruth truth;
    private final DefinitionStore definitions;
    private final RetentionPolicies retention;
    private final ObjectArtifacts objects;
    private final Clock clock;

    public CreateArtifact(
            ArtifactStore store,
            TaskTruth truth,
            DefinitionStore definitions,
            RetentionPolicies retention,
            ObjectArtifacts objects,
            Clock clock) {
        this.store = store;
        this.truth = truth;
        this.definitions = definitions;
        this.retention = retention;
        this.objects = objects;
        this.clock = clock;
    }

    Reply create(Authorized authority, Request request) {
        Instant now = clock.instant();
        Place place = Places.of(request);
        WantedArtifact wanted = WantedArtifact.read(request.body(), now);
        Optional<TaskStatus> image = truth.glance(place.taskId());
        if (image.filter(task -> isOpen(task, place, wanted, now)).isEmpty()) {
            // Perhaps only not yet: an image of a moment ago refuses nobody.
            image = truth.read(place.taskId());
        }
        TaskStatus task = image.orElseThrow(
                () -> Rejection.input("Task not found: there is no task `%s`.".formatted(place.taskId()))
                        .asException());
        Instant kept = kept(task, place, wanted.expires());
        if (ArtifactRules.admit(task, place.runId(), kept, now) instanceof Admission.Closed(Rejection rejection)) {
            throw rejection.asException();
        }
        if (wanted.kind() instanceof Kind.ObjectUpload) {
            objects.requireService();
        }
        Made made = make(authority, place, wanted, kept, now);
        requireUnsettled(authority, made);
        Artifact artifact = made.artifact();
        return Replies.cappedAt(artifact.expires(), artifact.asked(), Reply.of(answer(task, artifact, now)));
    }

    private boolean isOpen(TaskStatus task, Place place, WantedArtifact wanted, Instant now) {
        return ArtifactRules.admit(task, place.runId(), kept(task, place, wanted.expires()), now)
                instanceof Admission.Open;
    }

    /**
     * As asked for, or less by a retention policy. Where one limits the task, artifacts may still ask for as long as its author
     * did: authors write both times at once.
     */
    private Instant kept(TaskStatus task, Place place, Instant asked) {
        Optional<Claim> claim = task.run(place.runId()).flatMap(Run::claim);
        if (claim.isEmpty() || (retention.isEmpty() && !asked.isAfter(task.expires()))) {
            return asked;
        }
        return definitions
                .of(task)
                .filter(definition -> !asked.isAfter(definition.expires()))
                .map(definition -> retention.ofArtifact(
                        definition,
                        place.name().text(),
                        claim.get().started(),
                        asked.isAfter(task.expires()) ? task.expires() : asked))
                .orElse(asked);
    }

    /** A record that this call has written, and what stood there before. */
    protected record Made(Optional<Artifact> before, Artifact artifact) {}

    /**
     * Even a call that repeats another one writes: the record is then its own, and no other call that began before can take
     * it back.
     */
    private Made make(Authorized authority, Place place, WantedArtifact wanted, Instant kept, Instant now) {
        Optional<Artifact> current = Optional.empty();
        for (int race = 0; race < RACES; race++) {
            Artifact next = switch (ArtifactRules.merge(current, place, wanted, kept, now)) {
                case ArtifactRules.Outcome.Next(Artifact artifact) -> artifact;
                case ArtifactRules.Outcome.Conflict(Rejection rejection) -> throw rejection.asException();
            };
            switch (store.write(authority, current, next)) {
                case ArtifactStore.Outcome.Written() -> {
                    return new Made(current, next);
                }
                case ArtifactStore.Outcome.Lost(Optional<Artifact> found) -> current = found;
            }
        }
        throw new IllegalStateException("artifact %s: lost %d races in a row".formatted(place, RACES));
    }

    /**
     * The run may have been resolved before the write of the record: since the look at its status, or before that already, as
     * it showed the past. Whoever looks for the artifacts of a completed run must find them all, and no others later: so the
     * status is read strongly consistent, after the write, and the write is taken back if it came too late.
     */
    protected void requireUnsettled(Authorized authority, Made made) {
        Place place = made.artifact().place();
        boolean unsettled = truth.read(place.taskId())
                .flatMap(task -> task.run(place.runId()))
                .filter(run -> ArtifactRules.takesArtifacts(run, clock.instant()))
                .isPresent();
        if (!unsettled) {
            store.takeBack(authority, made.before(), made.artifact());
            throw Rejection.conflict("Run %d of task `%s` was resolved meanwhile, and takes artifacts no more."
                            .formatted(place.runId(), place.taskId()))
                    .asException();
        }
    }

    private ObjectNode answer(TaskStatus task, Artifact artifact, Instant now) {
        return switch (artifact.storage()) {
            case Storage.S3 stored ->
                typed(stored)
                        .put(
                                "putUrl",
                                store.uploadUrl(artifact, stored, UPLOAD.plus(DRIFT))
                                        .toString())
                        .put("expires", Timestamp.format(now.plus(UPLOAD)))
                        .put("contentType", artifact.contentType());
            case Storage.StoredObject stored -> {
                Run run = task.run(artifact.place().runId()).orElseThrow();
                yield objects.announce(
                        artifact,
                        stored,
                        task.projectId(),
                        run.claim().orElseThrow().worker());
            }
            case Storage.Reference _, Storage.Link _, Storage.Failure _ -> typed(artifact.storage());
        };
    }

    private static ObjectNode typed(Storage storage) {
        return Json.MAPPER.createObjectNode().put("storageType", storage.type());
    }

    /** Makes an object visible once its bytes are there. That it is told of is for the feed, as with every other artifact. */
    Reply finish(Authorized authority, Request request) {
        Optional<Artifact> found = store.read(Places.of(request));
        for (int race = 0; race < RACES; race++) {
            Artifact artifact = found.orElseThrow(() -> Places.notFound(request).asException());
            Storage.StoredObject stored =
                    uploadedBy(artifact, request.body().path("uploadId").asString());
            if (stored.finished()) {
                return Reply.noContent();
            }
            requireBytes(artifact.place());
            Artifact finished = artifact.withStorage(new Storage.StoredObject(stored.uploadId(), true));
            switch (store.write(authority, found, finished)) {
                case ArtifactStore.Outcome.Written() -> {
                    return Reply.noContent();
                }
                case ArtifactStore.Outcome.Lost(Optional<Artifact> current) -> found = current;
            }
        }
        throw new IllegalStateException("artifact %s: lost %d races in a row".formatted(Places.of(request), RACES));
    }

    private static Storage.StoredObject uploadedBy(Artifact artifact, String uploadId) {
        if (!(artifact.storage() instanceof Storage.StoredObject stored)) {
            throw Rejection.input(
                            "Only artifacts with storageType `object` are finished; `%s` has storageType %s, and needs no more."
                                    .formatted(
                                            artifact.place().name(),
                                            artifact.storage().type()))
                    .asException();
        }
        if (!stored.finished() && !stored.uploadId().equals(uploadId)) {
            throw Rejection.input("`uploadId` is '%s', which is not that of the upload of `%s`."
                            .formatted(uploadId, artifact.place().name()))
                    .asException();
        }
        return stored;
    }

    private void requireBytes(Place place) {
        if (!objects.isComplete(place)) {
            throw Rejection.input("The object service does not have `%s`, or its upload is not finished: call its"
                                    .formatted(ObjectArtifacts.name(place))
                            + " finishUpload first.")
                    .asException();
        }
    }
}
