package io.spotcluster.queue.artifacts;

import io.spotcluster.api.ApiMethod.Loaded;
import io.spotcluster.api.Authority.Authorized;
import io.spotcluster.api.Paging;
import io.spotcluster.api.Reply;
import io.spotcluster.api.Request;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.Parameters;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.TaskStatus;
import io.spotcluster.queue.truth.TaskTruth;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds artifacts, follows their links, and tells where their bytes are. */
public final class ReadArtifacts {
    /** How long a URL for a download is good. */
    static final Duration DOWNLOAD = Duration.ofMinutes(30);

    /** How many links are followed. */
    static final int LINKS = 20;

    private static final String STORAGE_TYPE = "x-taskcluster-artifact-storage-type";

    private final ArtifactStore store;
    private final TaskTruth truth;
    private final ObjectArtifacts objects;
    private final Clock clock;

    public ReadArtifacts(ArtifactStore store, TaskTruth truth, ObjectArtifacts objects, Clock clock) {
        this.store = store;
        this.truth = truth;
        this.objects = objects;
        this.clock = clock;
    }

    /** What a name leads to. */
    sealed interface Sought {
        /** Not a link. */
        record Found(Artifact artifact) implements Sought {}

        record Missing(Rejection rejection) implements Sought {}
    }

    /** Which run is meant. */
    @FunctionalInterface
    interface RunChoice {
        int runId(Request request);
    }

    Loaded<Sought> loadOfRun(Request request) {
        return load(request, Places::runId);
    }

    Loaded<Sought> loadOfLatest(Request request) {
        return load(request, this::latestRun);
    }

    /**
     * Follows links from the name asked for. Every name on the way is given to the scope check; the walk ends before a name
     * that the caller cannot read, so that a refusal does not tell what lies behind it.
     */
    private Loaded<Sought> load(Request request, RunChoice choice) {
        List<String> names = new ArrayList<>();
        Sought sought;
        try {
            sought = follow(request, choice, names);
        } catch (RejectedException e) {
            sought = new Sought.Missing(e.rejection());
        }
        return new Loaded<>(sought, Parameters.NONE.with("names", names));
    }

    private Sought follow(Request request, RunChoice choice, List<String> names) {
        ArtifactName name = Places.name(request);
        names.add(name.text());
        if (!mayRead(request, name)) {
            return hidden(name);
        }
        int runId = choice.runId(request);
        while (true) {
            Place place = new Place(Places.taskId(request), runId, name);
            Optional<Artifact> found = store.read(place).filter(Artifact::isPresent);
            if (found.isEmpty()) {
                return new Sought.Missing(Places.notFound(place));
            }
            if (!(found.get().storage() instanceof Storage.Link(ArtifactName target))) {
                return new Sought.Found(found.get());
            }
            if (names.contains(target.text())) {
                return new Sought.Missing(Rejection.input("Artifact `%s` leads to a circle of links: %s and `%s` again."
                        .formatted(names.getFirst(), names, target)));
            }
            if (names.size() > LINKS) {
                return new Sought.Missing(Rejection.input(
                        "Artifact `%s` leads over more than %d links.".formatted(names.getFirst(), LINKS)));
            }
            name = target;
            names.add(name.text());
            if (!mayRead(request, name)) {
                return hidden(name);
            }
        }
    }

    private static boolean mayRead(Request request, ArtifactName name) {
        return request.caller().scopes().satisfies(ArtifactMethods.READ + name);
    }

    /** The pipeline refuses the call before anybody sees this. */
    private static Sought hidden(ArtifactName name) {
        return new Sought.Missing(Rejection.notFound("Artifact not found: `%s`.".formatted(name)));
    }

    private int latestRun(Request request) {
        TaskStatus task = task(Places.taskId(request));
        if (task.runs().isEmpty()) {
            throw Rejection.notFound("Task `%s` does not have any runs.".formatted(task.taskId()))
                    .asException();
        }
        return task.lastRunId();
    }

    private TaskStatus task(TaskId taskId) {
        return truth.read(taskId)
                .orElseThrow(() -> Rejection.notFound("Task not found: there is no task `%s`.".formatted(taskId))
                        .asException());
    }

    private static Artifact found(Sought sought) {
        return switch (sought) {
            case Sought.Found(Artifact artifact) -> artifact;
            case Sought.Missing(Rejection rejection) -> throw rejection.asException();
        };
    }

    /** A redirect, with the same URL in the body; why there is nothing, for an artifact that is an error. */
    Reply redirect(Authorized authority, Request request, Sought sought) {
        Artifact artifact = found(sought);
        Reply reply = switch (artifact.storage()) {
            case Storage.S3 stored ->
                seeOther(store.downloadUrl(artifact, stored, DOWNLOAD).toString(), artifact);
            case Storage.StoredObject _ ->
                seeOther(
                        objects.simpleDownload(artifact.place())
                                .orElseThrow(() ->
                                        Places.notDownloadable(artifact.place()).asException())
                                .toString(),
                        artifact);
            case Storage.Reference(String url) -> seeOther(url, artifact);
            case Storage.Failure failure -> failed(failure, request);
            case Storage.Link _ -> throw new IllegalStateException("a link was not followed");
        };
        return reply.withHeader(STORAGE_TYPE, artifact.storage().type());
    }

    private static Reply seeOther(String url, Artifact artifact) {
        return Reply.of(Json.MAPPER
                        .createObjectNode()
                        .put("storageType", artifact.storage().type())
                        .put("url", url))
                .withStatus(303)
                .withHeader("location", url);
    }

    /** An error reply like others, with the uploader's reason beside the message. */
    private Reply failed(Storage.Failure failure, Request request) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("code", ErrorCode.ARTIFACT_ERROR.code());
        body.put("reason", failure.reason());
        body.put("message", failure.message());
        ObjectNode requestInfo = body.putObject("requestInfo");
        requestInfo.put("method", "getArtifact");
        ObjectNode parameters = requestInfo.putObject("params");
        request.parameters().forEach(parameters::put);
        requestInfo.putObject("payload");
        requestInfo.put("time", Timestamp.format(clock.instant()));
        return Reply.of(body).withStatus(ErrorCode.ARTIFACT_ERROR.status());
    }

    Reply content(Authorized authority, Request request, Sought sought) {
        Artifact artifact = found(sought);
        ObjectNode content = Json.MAPPER.createObjectNode();
        content.put("storageType", artifact.storage().type());
        switch (artifact.storage()) {
            case Storage.S3 stored ->
                content.put("url", store.downloadUrl(artifact, stored, DOWNLOAD).toString());
            case Storage.StoredObject _ -> content.setAll(objects.content(artifact.place()));
            case Storage.Reference(String url) -> content.put("url", url);
            case Storage.Failure(String reason, String message) ->
                content.put("reason", reason).put("message", message);
            case Storage.Link _ -> throw new IllegalStateException("a link was not followed");
        }
        return Reply.of(content);
    }

    Reply info(Authorized authority, Request request) {
        return info(Places.of(request));
    }

    Reply latestInfo(Authorized authority, Request request) {
        return info(new Place(Places.taskId(request), latestRun(request), Places.name(request)));
    }

    private Reply info(Place place) {
        return Reply.of(store.read(place)
                .filter(Artifact::isPresent)
                .orElseThrow(() -> Places.notFound(place).asException())
                .document());
    }

    Reply list(Authorized authority, Request request) {
        TaskStatus task = task(Places.taskId(request));
        int runId = Places.runId(request);
        if (task.run(runId).isEmpty()) {
            throw Rejection.notFound("Task `%s` has no run %s; it has %d runs."
                            .formatted(
                                    task.taskId(),
                                    request.parameter("runId"),
                                    task.runs().size()))
                    .asException();
        }
        return list(task.taskId(), runId, request);
    }

    Reply listLatest(Authorized authority, Request request) {
        return list(Places.taskId(request), latestRun(request), request);
    }

    private Reply list(TaskId taskId, int runId, Request request) {
        Paging paging = Paging.of(request);
        ArtifactStore.Listing listing = store.list(taskId, runId, paging);
        ObjectNode page = Json.MAPPER.createObjectNode();
        ArrayNode artifacts = page.putArray("artifacts");
        listing.artifacts().stream()
                .filter(Artifact::isPresent)
                .forEach(artifact -> artifacts.add(artifact.document()));
        listing.cursor().ifPresent(cursor -> page.put("continuationToken", paging.token(cursor)));
        return Reply.of(page);
    }
}
