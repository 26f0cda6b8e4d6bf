package io.spotcluster.queue.artifacts;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.queue.task.TaskId;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The record of an artifact.
 *
 * @param version rises by one with each write, from 1
 * @param contentLength in bytes, if the uploader told it
 * @param expires when readers see it no more
 * @param asked until when its maker wants it to be kept; later than {@code expires}, if a retention policy limits that
 */
record Artifact(
        Place place,
        long version,
        String contentType,
        Optional<Long> contentLength,
        Instant expires,
        Instant asked,
        Storage storage) {
    /** Which artifact. */
    record Place(TaskId taskId, int runId, ArtifactName name) {
        /** Where its bytes are, below the prefix of a retention class. */
        String blobPath() {
            return taskId + "/" + runId + "/" + name.stored();
        }
    }

    BlobKey blob(Storage.S3 stored) {
        return new BlobKey(stored.retention(), place.blobPath());
    }

    /** Whether readers see it. */
    boolean isPresent() {
        return !(storage instanceof Storage.StoredObject stored) || stored.finished();
    }

    Artifact withStorage(Storage newStorage) {
        return new Artifact(place, version + 1, contentType, contentLength, expires, asked, newStorage);
    }

    Artifact withVersion(long newVersion) {
        return new Artifact(place, newVersion, contentType, contentLength, expires, asked, storage);
    }

    /** As users see it ({@code artifact-response.json}). */
    ObjectNode document() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("storageType", storage.type());
        document.put("name", place.name().text());
        document.put("expires", Timestamp.format(expires));
        document.put("contentType", contentType);
        contentLength.ifPresent(length -> document.put("contentLength", length));
        return document;
    }
}
