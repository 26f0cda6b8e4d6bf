package io.spotcluster.lambda.sources;

import io.spotcluster.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Handles the messages of a work queue, side by side. One that failed stays in the queue, is delivered again when its
 * visibility is over, and goes to the dead letters at last; the others are done with.
 */
public final class WorkFunction implements LambdaFunction {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFunction.class);

    private final Consumer<String> worker;

    /** @param worker of the body of a message; may get the same twice */
    public WorkFunction(Consumer<String> worker) {
        this.worker = worker;
    }

    @Override
    public byte[] answer(byte[] event) {
        Map<JsonNode, Future<?>> running = new LinkedHashMap<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (JsonNode message : Json.MAPPER.readTree(event).path("Records")) {
                String body = message.path("body").asString();
                running.put(message, executor.submit(() -> worker.accept(body)));
            }
        }
        List<String> failed = new ArrayList<>();
        running.forEach((message, work) -> {
            if (work.state() == Future.State.FAILED) {
                failed.add(message.path("messageId").asString());
                LOG.error(
                        "message {} failed at delivery {}",
                        message.path("messageId").asString(),
                        message.path("attributes")
                                .path("ApproximateReceiveCount")
                                .asString("?"),
                        work.exceptionNow());
            }
        });
        return BatchAnswer.failures(failed);
    }
}
