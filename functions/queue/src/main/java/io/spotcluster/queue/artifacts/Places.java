package io.spotcluster.queue.artifacts;

import io.spotcluster.api.Request;
import io.spotcluster.base.Rejection;
import io.spotcluster.queue.artifacts.Artifact.Place;
import io.spotcluster.queue.task.TaskId;

/** From the parameters of a route to the place of an artifact. */
final class Places {
    private Places() {}

    static TaskId taskId(Request request) {
        return new TaskId(request.parameter("taskId"));
    }

    static ArtifactName name(Request request) {
        return new ArtifactName(request.parameter("name"));
    }

    /** No run has a number of more than three digits. */
    static int runId(Request request) {
        String digits = request.parameter("runId").replaceFirst("^0+(?=.)", "");
        return digits.length() > 3 ? 999 : Integer.parseInt(digits);
    }

    /** For routes that name the run. */
    static Place of(Request request) {
        return new Place(taskId(request), runId(request), name(request));
    }

    static Rejection notFound(Request request) {
        Place place = of(request);
        return notFound(place);
    }

    static Rejection notFound(Place place) {
        return Rejection.notFound("Artifact not found: run %d of task `%s` has no artifact `%s`, or it has expired."
                .formatted(place.runId(), place.taskId(), place.name()));
    }

    static Rejection notDownloadable(Place place) {
        return Rejection.notFound(
                "The object service has no plain download of `%s`; `artifact` gives credentials for others."
                        .formatted(ObjectArtifacts.name(place)));
    }
}
