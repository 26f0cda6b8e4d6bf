package io.spotcluster.queue.artifacts;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.task.Worker;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts whose bytes are in the object service: the queue hands out credentials for exactly one object. */
public final class ObjectArtifacts {
    /** How long credentials for an upload last at most. */
    static final Duration UPLOAD = Duration.ofDays(1);

    /** How long credentials for a download last. */
    static final Duration DOWNLOAD = Duration.ofHours(1);

    private final Optional<ObjectService> objects;
    private final CredentialsIssuer issuer;
    private final Clock clock;

    /** @param objects absent in a deployment without an object service, which takes no artifacts of this type */
    public ObjectArtifacts(Optional<ObjectService> objects, CredentialsIssuer issuer, Clock clock) {
        this.objects = objects;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Under which name the object service knows the bytes. It is stored nowhere, and so never changes. */
    static String name(Place place) {
        return "t/%s/%d/%s".formatted(place.taskId(), place.runId(), place.name());
    }

    private ObjectService service() {
        return objects.orElseThrow(
                () -> Rejection.input("`storageType` is `object`, which needs the object service; this deployment has"
                                + " none. Upload with `s3`.")
                        .asException());
    }

    /** @throws io.spotcluster.base.RejectedException when there is no object service */
    void requireService() {
        service();
    }

    /** Lets the object service expect the upload, and gives what the uploader needs. */
    ObjectNode announce(Artifact artifact, Storage.StoredObject stored, String projectId, Worker worker) {
        Place place = artifact.place();
        String name = name(place);
        service().createUpload(name, projectId, stored.uploadId(), artifact.expires());
        Instant now = clock.instant();
        Instant end = now.plus(UPLOAD).isBefore(artifact.expires()) ? now.plus(UPLOAD) : artifact.expires();
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("storageType", stored.type());
        answer.put("name", name);
        answer.put("projectId", projectId);
        answer.put("uploadId", stored.uploadId());
        answer.put("expires", Timestamp.format(artifact.expires()));
        put(
                answer,
                issuer.issue(
                        "artifact-upload/%s/%d/on/%s".formatted(place.taskId(), place.runId(), worker),
                        List.of("object:upload:%s:%s".formatted(projectId, name)),
                        now.isBefore(end) ? now : end,
                        end));
        return answer;
    }

    boolean isComplete(Place place) {
        return service().isComplete(name(place));
    }

    /** Where a plain GET finds the bytes, if so. */
    Optional<URI> simpleDownload(Place place) {
        return objects.flatMap(service -> service.simpleDownload(name(place)));
    }

    /** What somebody needs to download the bytes from the object service. */
    ObjectNode content(Place place) {
        String name = name(place);
        Instant now = clock.instant();
        ObjectNode content = Json.MAPPER.createObjectNode();
        content.put("name", name);
        put(content, issuer.issue(downloader(place), List.of("object:download:" + name), now, now.plus(DOWNLOAD)));
        return content;
    }

    /** Names of artifacts may hold what a clientId cannot. */
    private static String downloader(Place place) {
        String name = place.name().text().replaceAll("[^A-Za-z0-9!@/:.+|_-]", "_");
        return "artifact-download/%s/%d/%s".formatted(place.taskId(), place.runId(), name);
    }

    private static void put(ObjectNode document, Credentials credentials) {
        ObjectNode fields = document.putObject("credentials");
        credentials.reveal().forEach(fields::put);
    }
}
