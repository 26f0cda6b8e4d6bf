package io.spotcluster.queue;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.ApiContract;
import io.spotcluster.api.testing.HeaderAuthenticator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

public class QueueContractTest {
    public static final String TASK = "fN1SbArXTPSVFNUvaOlinQ";
    private static final String NEW_TASK = "AAAAAAAAQAOAAAAAAAAAAA";

    @TestFactory
    Stream<DynamicTest> everyMethodAsksForExactlyItsScopes() {
        return contract((watched, authenticator) -> {
                    QueueFixture queue = new QueueFixture(QueueConfiguration.DEFAULT, watched, authenticator);
                    QueueFixture maker = queue.sharing(UnaryOperator.identity(), new HeaderAuthenticator());
                    maker.claim("w1", 1);
                    maker.ok("PUT", "/task/" + TASK, maker.definition().put("taskGroupId", TASK));
                    return queue.http;
                })
                .tests();
    }

    /** @param world has the task {@link #TASK}, alone in its group, and a worker that once asked for work */
    public static ApiContract contract(ApiContract.World world) {
        QueueFixture sample = new QueueFixture();
        ObjectNode definition = sample.definition();
        definition.putArray("scopes").add("some:scope");
        definition.putArray("routes").add("some.route");
        definition.put("priority", "very-high");
        return ApiContract.of(world)
                .with("taskId", TASK)
                .with("createTask", "taskId", NEW_TASK)
                .with("taskGroupId", TASK)
                .with("taskQueueId", QueueFixture.QUEUE)
                .with("provisionerId", "proj-test")
                .with("workerType", "ci")
                .with("workerGroup", "home")
                .with("workerId", "w1")
                .with("runId", "0")
                .with("name", "public/log.txt")
                .body("tasks", "{\"taskIds\":[\"%s\"]}".formatted(TASK))
                .body("statuses", "{\"taskIds\":[\"%s\"]}".formatted(TASK))
                .body("createTask", Json.write(definition))
                .body("changeTaskPriority", "{\"newPriority\":\"high\"}")
                .body("changeTaskGroupPriority", "{\"newPriority\":\"high\"}")
                .body("claimWork", "{\"workerGroup\":\"home\",\"workerId\":\"w1\"}")
                .body("claimTask", "{\"workerGroup\":\"home\",\"workerId\":\"w1\"}")
                .body("quarantineWorker", "{\"quarantineUntil\":\"2026-01-02T00:00:00.000Z\"}")
                .body("declareWorker", "{\"expires\":\"2026-01-02T00:00:00.000Z\"}")
                .body("reportException", "{\"reason\":\"internal-error\"}")
                .body(
                        "createArtifact",
                        "{\"storageType\":\"error\",\"expires\":\"2026-01-01T00:30:00.000Z\","
                                + "\"reason\":\"file-missing-on-worker\",\"message\":\"m\"}")
                .body("finishArtifact", "{\"uploadId\":\"%s\"}".formatted(TASK));
    }
}
