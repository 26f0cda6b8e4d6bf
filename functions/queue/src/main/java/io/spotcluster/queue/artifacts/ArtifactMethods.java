package io.spotcluster.queue.artifacts;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.scopes.ScopeExpression;
import java.util.List;
import java.util.regex.Pattern;

/** The methods about artifacts. */
public final class ArtifactMethods {
    /** Of the route's {@code <name>}. */
    public static final Pattern NAME = ArtifactName.PATTERN;

    /** With a name: the scope that reading it needs. */
    static final String READ = "queue:get-artifact:";

    private static final String OF_RUN = "/task/<taskId>/runs/<runId>/";
    private static final String OF_LATEST = "/task/<taskId>/";
    private static final String LISTED =
            "The list comes in pages of up to 1,000, in the order of the names: as long as there is a"
                    + " `continuationToken`, call again with it.";

    private ArtifactMethods() {}

    /** In the order of the reference, between the reports on runs and the lists of workers. */
    public static List<ApiMethod> declarations(CreateArtifact create, ReadArtifacts read) {
        return List.of(
                method("createArtifact", "Create Artifact")
                        .post(OF_RUN + "artifacts/<name>")
                        .description(
                                "Adds an artifact to a run, for its worker or something in the task itself. It may be bytes"
                                        + " to upload (`s3`: PUT them to `putUrl`; `object`: give the reply to the object service,"
                                        + " and finish by `finishArtifact`), a `reference` to a URL, a `link` to another"
                                        + " artifact of the run, or an `error` that tells why there is none. The run must be running;"
                                        + " after an exception there are 25 more minutes. The same call may be repeated; it may also"
                                        + " prolong `expires`, change the URL of a reference, or put a link in the place of a"
                                        + " reference, as with a live log that has ended. Anything else is a conflict.")
                        .scopes("queue:create-artifact:<taskId>/<runId>")
                        .input("post-artifact-request.json")
                        .output("post-artifact-response.json")
                        .handler(create::create),
                method("finishArtifact", "Finish Artifact")
                        .put(OF_RUN + "artifacts/<name>")
                        .description(
                                "Tells that the upload of an `object` artifact is complete: readers see it from then on. The"
                                        + " call may be repeated. Artifacts of every other storage type need no such call, and"
                                        + " it is an error.")
                        .scopes("queue:create-artifact:<taskId>/<runId>")
                        .input("finish-artifact-request.json")
                        .handler(create::finish),
                method("getArtifact", "Get Artifact Data from Run")
                        .get(OF_RUN + "artifacts/<name>")
                        .description(
                                "Redirects (303) to where the artifact can be downloaded; the body has the same URL. Links are"
                                        + " followed, and every artifact on the way needs its scope. The header"
                                        + " `x-taskcluster-artifact-storage-type` tells the storage type. An artifact that is an"
                                        + " error is answered with 424, its `reason` and its `message`.")
                        .scopes(readable())
                        .supplies("names")
                        .output("get-artifact-response.json")
                        .loading(read::loadOfRun, read::redirect),
                method("getLatestArtifact", "Get Artifact Data from Latest Run")
                        .get(OF_LATEST + "artifacts/<name>")
                        .description("As `getArtifact`, for the last run of the task.")
                        .scopes(readable())
                        .supplies("names")
                        .output("get-artifact-response.json")
                        .loading(read::loadOfLatest, read::redirect),
                method("listArtifacts", "Get Artifacts from Run")
                        .get(OF_RUN + "artifacts")
                        .description("What artifacts a run has. " + LISTED)
                        .paged()
                        .scopes("queue:list-artifacts:<taskId>:<runId>")
                        .output("list-artifacts-response.json")
                        .handler(read::list),
                method("listLatestArtifacts", "Get Artifacts from Latest Run")
                        .get(OF_LATEST + "artifacts")
                        .description("What artifacts the last run of a task has. " + LISTED)
                        .paged()
                        .scopes("queue:list-artifacts:<taskId>")
                        .output("list-artifacts-response.json")
                        .handler(read::listLatest),
                method("artifactInfo", "Get Artifact Information From Run")
                        .get(OF_RUN + "artifact-info/<name>")
                        .description("One artifact as `listArtifacts` shows it. Links are not followed.")
                        .scopes("queue:list-artifacts:<taskId>:<runId>")
                        .output("artifact-response.json")
                        .handler(read::info),
                method("latestArtifactInfo", "Get Artifact Information From Latest Run")
                        .get(OF_LATEST + "artifact-info/<name>")
                        .description(
                                "One artifact of the last run, as `listLatestArtifacts` shows it. Links are not followed.")
                        .scopes("queue:list-artifacts:<taskId>")
                        .output("artifact-response.json")
                        .handler(read::latestInfo),
                method("artifact", "Get Artifact Content From Run")
                        .get(OF_RUN + "artifact-content/<name>")
                        .description(
                                "Where the artifact's bytes are, or why there are none, as a document without a redirect."
                                        + " Links are followed, and every artifact on the way needs its scope.")
                        .scopes(readable())
                        .supplies("names")
                        .output("artifact-content-response.json")
                        .loading(read::loadOfRun, read::content),
                method("latestArtifact", "Get Artifact Content From Latest Run")
                        .get(OF_LATEST + "artifact-content/<name>")
                        .description("As `artifact`, for the last run of the task.")
                        .scopes(readable())
                        .supplies("names")
                        .output("artifact-content-response.json")
                        .loading(read::loadOfLatest, read::content));
    }

    /** Every artifact on the way must be readable. */
    private static ScopeExpression readable() {
        return allOf(each("name", "names", READ + "<name>"));
    }

    private static ApiMethod.Builder method(String name, String title) {
        return ApiMethod.named(name).title(title).category("Artifacts");
    }
}
