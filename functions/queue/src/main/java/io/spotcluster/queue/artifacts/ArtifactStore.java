package io.spotcluster.queue.artifacts;

import io.spotcluster.api.Authority;
import io.spotcluster.api.Paging;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.truth.Hint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of artifacts, and their bytes. A record is a truth of its own: each write depends on the version that was
 * read. Expired ones are never seen.
 */
public final class ArtifactStore {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStore.class);
    /** How often a write with unknown result is tried before its caller learns of it. */
    private static final int TRIES = 4;

    private final Tables tables;
    private final Blobs blobs;
    private final Timers timers;
    private final Supplier<String> nonces;

    /** @param nonces never gives the same text twice */
    public ArtifactStore(Tables tables, Blobs blobs, Timers timers, Supplier<String> nonces) {
        this.tables = tables;
        this.blobs = blobs;
        this.timers = timers;
        this.nonces = nonces;
    }

    Optional<Artifact> read(Place place) {
        return tables.get(QueueTables.TASKS, ArtifactCodec.key(place)).map(item -> ArtifactCodec.decode(place, item));
    }

    /** @param cursor of the page after, if there is one */
    record Listing(List<Artifact> artifacts, Optional<String> cursor) {}

    /**
     * A page of the artifacts of a run, in the order of their names. Each record is small, and a table's page ends at 1 MB,
     * so the page also fits into a reply.
     */
    Listing list(TaskId taskId, int runId, Paging paging) {
        Query query = Query.prefix(taskId.text(), QueueTables.artifactsOf(runId), paging.limit());
        Page page = tables.query(QueueTables.TASKS, query.after(paging.cursor()));
        return new Listing(
                page.items().stream()
                        .map(item -> ArtifactCodec.decode(item, taskId, runId))
                        .toList(),
                page.cursor());
    }

    /** What became of a write. */
    sealed interface Outcome {
        record Written() implements Outcome {}

        /** Somebody else was faster; {@code current} is what they made of it. */
        record Lost(Optional<Artifact> current) implements Outcome {}
    }

    /** Writes a record in the place of {@code before}, once bytes that are there already are where they will be kept. */
    Outcome write(Authority authority, Optional<Artifact> before, Artifact after) {
        keepBytes(before, after);
        return put(authority, after);
    }

    /** Undoes a write of ours, unless somebody wrote since. */
    void takeBack(Authority authority, Optional<Artifact> before, Artifact written) {
        Outcome outcome = before.isPresent()
                ? put(authority, before.get().withVersion(written.version() + 1))
                : commit(
                        authority,
                        written,
                        new Write.Delete(
                                QueueTables.TASKS,
                                ArtifactCodec.key(written.place()),
                                Condition.versionIs(written.version())),
                        "");
        LOG.debug("{}: {} is taken back: {}", authority.actor(), written.place(), outcome);
    }

    URI uploadUrl(Artifact artifact, Storage.S3 stored, Duration valid) {
        return blobs.signedPut(artifact.blob(stored), artifact.contentType(), valid);
    }

    URI downloadUrl(Artifact artifact, Storage.S3 stored, Duration valid) {
        return blobs.signedGet(artifact.blob(stored), valid);
    }

    /**
     * Is there an artifact whose bytes these are? For the timers of bytes that no lifecycle rule deletes: the life of an
     * artifact may have been prolonged since.
     *
     * @param path of a blob of the class {@link RetentionClass#KEEP}
     */
    public boolean needs(String path) {
        String[] words = path.split("/", 3);
        if (words.length < 3 || !words[1].matches("[0-9]{1,3}")) {
            return false;
        }
        int runId = Integer.parseInt(words[1]);
        return tables.get(QueueTables.TASKS, new Key(words[0], QueueTables.artifactsOf(runId) + words[2]))
                .map(item -> ArtifactCodec.decode(item, new TaskId(words[0]), runId))
                .filter(artifact ->
                        artifact.storage() instanceof Storage.S3 stored && stored.retention() == RetentionClass.KEEP)
                .isPresent();
    }

    private void keepBytes(Optional<Artifact> before, Artifact after) {
        if (!(after.storage() instanceof Storage.S3 stored)) {
            return;
        }
        BlobKey key = after.blob(stored);
        before.flatMap(old -> old.storage() instanceof Storage.S3 s3 ? Optional.of(old.blob(s3)) : Optional.empty())
                .filter(old -> !old.equals(key))
                .ifPresent(old -> blobs.copy(old, key));
        if (stored.retention() == RetentionClass.KEEP) {
            // Before the record: a timer too many deletes nothing that is needed.
            timers.ensure(Hint.Timed.ofBlob(key.path(), after.expires()), after.version());
        }
    }

    private Outcome put(Authority authority, Artifact artifact) {
        String nonce = nonces.get();
        Condition condition =
                artifact.version() == 1 ? Condition.absent() : Condition.versionIs(artifact.version() - 1);
        return commit(
                authority,
                artifact,
                new Write.Put(QueueTables.TASKS, ArtifactCodec.encode(artifact, nonce), condition),
                nonce);
    }

    private Outcome commit(Authority authority, Artifact artifact, Write write, String nonce) {
        List<StoreException> unknown = new ArrayList<>();
        while (unknown.size() < TRIES) {
            try {
                return switch (tables.write(write)) {
                    case WriteOutcome.Written() -> {
                        LOG.debug("{}: {} is at version {}", authority.actor(), artifact.place(), artifact.version());
                        yield new Outcome.Written();
                    }
                    case WriteOutcome.ConditionLost(Optional<Item> current) ->
                        current.filter(item -> item.nonce().equals(nonce)).isPresent()
                                ? new Outcome.Written()
                                : new Outcome.Lost(current.map(item -> ArtifactCodec.decode(artifact.place(), item)));
                };
            } catch (StoreException.ResultUnknown e) {
                unknown.add(e);
            }
        }
        throw unknown.getLast();
    }
}
