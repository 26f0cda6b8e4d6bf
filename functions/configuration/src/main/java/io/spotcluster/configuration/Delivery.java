package io.spotcluster.configuration;

import io.spotcluster.api.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the functions of a deployment are told of what its operator wants: a file of their package, so that code and
 * configuration come and go together. It holds no secret.
 *
 * @param services {@link ConfigurationFile#document}
 * @param secrets the version of the secret that holds its secrets; the newest, if absent
 * @param pool of machines that the deployment keeps
 */
public record Delivery(ObjectNode services, Optional<String> secrets, Optional<Pool> pool) {
    /** The name of the file, at the root of the package. */
    public static final String FILE = "configuration.json";

    /** Nothing is configured. */
    public static final Delivery NONE =
            new Delivery(Json.MAPPER.createObjectNode(), Optional.empty(), Optional.empty());

    /**
     * A pool whose machines claim as one client.
     *
     * @param workerPoolId what tasks name as their taskQueueId
     * @param workerGroups in which its machines call themselves workers
     */
    public record Pool(String workerPoolId, List<String> workerGroups) {
        public Pool {
            workerGroups = List.copyOf(workerGroups);
        }
    }

    public boolean isEmpty() {
        return services.isEmpty() && pool.isEmpty();
    }

    public String toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.set("services", services);
        secrets.ifPresent(version -> json.put("secrets", version));
        pool.ifPresent(machines -> {
            ArrayNode groups = json.putObject("pool")
                    .put("workerPoolId", machines.workerPoolId())
                    .putArray("workerGroups");
            machines.workerGroups().forEach(groups::add);
        });
        return Json.write(json);
    }

    /** What {@link #toJson} wrote. */
    public static Delivery read(String text) {
        JsonNode json = Json.parse(text);
        JsonNode pool = json.path("pool");
        return new Delivery(
                (ObjectNode) json.path("services"),
                Optional.of(json.path("secrets")).filter(JsonNode::isString).map(JsonNode::stringValue),
                pool.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Pool(
                                pool.path("workerPoolId").stringValue(),
                                pool.path("workerGroups")
                                        .valueStream()
                                        .map(JsonNode::stringValue)
                                        .toList())));
    }
}
