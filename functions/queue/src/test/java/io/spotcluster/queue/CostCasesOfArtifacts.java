package io.spotcluster.queue;

import static io.spotcluster.queue.CostCases.again;
import static io.spotcluster.queue.CostCases.get;
import static io.spotcluster.queue.CostCases.post;
import static io.spotcluster.queue.CostCases.put;
import static io.spotcluster.queue.CostCases.running;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.Timestamp;
import io.spotcluster.queue.CostCase.Measured.Call;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** As {@link CostCases}, of artifacts. */
final class CostCasesOfArtifacts {
    private static final String LOG = "public%2Flog.txt";

    private CostCasesOfArtifacts() {}

    static List<CostCase> all() {
        return List.of(
                CostCase.of("createArtifact", "a reference", queue -> create(queue, running(queue), "reference", 1)),
                CostCase.of("createArtifact", "an upload", queue -> create(queue, running(queue), "s3", 1)),
                CostCase.of(
                        "createArtifact",
                        "an upload, once more",
                        queue -> again(create(queue, running(queue), "s3", 1))),
                CostCase.of(
                        "finishArtifact",
                        "refused: there are no object artifacts",
                        queue -> put(
                                artifact(queue, "/runs/0/artifacts/" + LOG).path(),
                                "{\"uploadId\":\"AAAAAAAAQAOAAAAAAAAAAA\"}")),
                CostCase.of("getArtifact", "always", queue -> artifact(queue, "/runs/0/artifacts/" + LOG)),
                CostCase.of("getLatestArtifact", "always", queue -> artifact(queue, "/artifacts/" + LOG)),
                CostCase.of("listArtifacts", "one artifact", queue -> artifact(queue, "/runs/0/artifacts")),
                CostCase.of("listArtifacts", "a page of 1,000", queue -> artifacts(queue, "/runs/0/artifacts")),
                CostCase.of("listLatestArtifacts", "one artifact", queue -> artifact(queue, "/artifacts")),
                CostCase.of("listLatestArtifacts", "a page of 1,000", queue -> artifacts(queue, "/artifacts")),
                CostCase.of("artifactInfo", "always", queue -> artifact(queue, "/runs/0/artifact-info/" + LOG)),
                CostCase.of("latestArtifactInfo", "always", queue -> artifact(queue, "/artifact-info/" + LOG)),
                CostCase.of("artifact", "always", queue -> artifact(queue, "/runs/0/artifact-content/" + LOG)),
                CostCase.of("latestArtifact", "always", queue -> artifact(queue, "/artifact-content/" + LOG)));
    }

    /** A request about a task with an uploaded artifact. */
    private static Call artifact(QueueFixture queue, String below) {
        String task = running(queue);
        Call create = create(queue, task, "s3", 1);
        queue.ok("POST", create.path(), Json.parse(create.body()));
        return get("/task/" + task + below);
    }

    /** A request about a task with 1,000 of them. */
    private static Call artifacts(QueueFixture queue, String below) {
        String task = running(queue);
        for (int i = 0; i < 1000; i++) {
            Call create = create(queue, task, "s3", i);
            queue.ok("POST", create.path(), Json.parse(create.body()));
        }
        return get("/task/" + task + below);
    }

    private static Call create(QueueFixture queue, String taskId, String storage, int number) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("storageType", storage);
        body.put("contentType", "text/plain");
        body.put("expires", Timestamp.format(queue.clock.instant().plus(Duration.ofMinutes(30))));
        if (storage.equals("reference")) {
            body.put("url", "https://example.com/log.txt");
        }
        String name = number == 1 ? LOG : "public%2Flog-" + number;
        return post("/task/%s/runs/0/artifacts/%s".formatted(taskId, name), Json.write(body));
    }
}
