package io.spotcluster.lambda.sources;

import io.spotcluster.api.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which parts of a batch are not done with, in the words of {@code ReportBatchItemFailures}. */
final class BatchAnswer {
    private BatchAnswer() {}

    /** @param failed ids of messages, or the sequence number from which on a stream is to be told again */
    static byte[] failures(List<String> failed) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode failures = answer.putArray("batchItemFailures");
        failed.forEach(id -> failures.addObject().put("itemIdentifier", id));
        return Json.MAPPER.writeValueAsBytes(answer);
    }
}
