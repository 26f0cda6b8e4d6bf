package io.spotcluster.queue.artifacts;

import io.spotcluster.api.events.Event;
import io.spotcluster.ports.table.Change;
import io.spotcluster.queue.events.QueueEvents;
import io.spotcluster.queue.events.QueueEvents.NewArtifact;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.Run;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.TaskTruth;
import java.util.List;
import java.util.Optional;

/**
 * What is told of artifacts, from the change feed of their records: of each record that was made or became another one, at
 * least once. A record that its writer took back, since the run was resolved meanwhile, is not told of any more.
 */
public final class ArtifactFeed {
    private final ArtifactStore store;
    private final TaskTruth truth;
    private final DefinitionStore definitions;

    public ArtifactFeed(ArtifactStore store, TaskTruth truth, DefinitionStore definitions) {
        this.store = store;
        this.truth = truth;
        this.definitions = definitions;
    }

    /** @param change of an item whose sort key begins with {@link io.spotcluster.queue.tables.QueueTables#ARTIFACT} */
    public List<Event> events(Change change) {
        return change.after()
                .map(ArtifactCodec::decode)
                .filter(after -> isTold(after, before(change, after)))
                .flatMap(this::created)
                .map(List::of)
                .orElse(List.of());
    }

    /** What stood there before a first version was another artifact, which had expired. */
    private static Optional<Artifact> before(Change change, Artifact after) {
        return change.before().filter(_ -> after.version() > 1).map(ArtifactCodec::decode);
    }

    /** Nobody is told of uploads whose bytes have yet to come, nor of a record that says what it said before. */
    private static boolean isTold(Artifact after, Optional<Artifact> before) {
        boolean told = switch (after.storage()) {
            case Storage.S3 _ -> false;
            case Storage.StoredObject stored -> stored.finished();
            case Storage.Reference _, Storage.Link _, Storage.Failure _ -> true;
        };
        return told
                && before.map(old -> old.withVersion(after.version()))
                        .filter(after::equals)
                        .isEmpty();
    }

    private Optional<Event> created(Artifact artifact) {
        boolean stands = store.read(artifact.place())
                .filter(current -> ArtifactRules.mayBecome(artifact.storage(), current.storage()))
                .isPresent();
        if (!stands) {
            return Optional.empty();
        }
        Optional<TaskStatus> task = truth.read(artifact.place().taskId());
        Optional<Claim> claim =
                task.flatMap(status -> status.run(artifact.place().runId())).flatMap(Run::claim);
        Optional<TaskDefinition> definition = task.flatMap(definitions::of);
        if (claim.isEmpty() || definition.isEmpty()) {
            return Optional.empty();
        }
        NewArtifact told = new NewArtifact(
                artifact.storage().type(), artifact.place().name().text(), artifact.expires(), artifact.contentType());
        return Optional.of(
                QueueEvents.artifactCreated(task.get(), artifact.place().runId(), claim.get(), told, definition.get()));
    }
}
