package io.spotcluster.local.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph whose tasks were created.
 *
 * @param taskIds by label, in the order of creation
 */
public record SubmittedGraph(String taskGroupId, Map<String, String> taskIds) {
    public SubmittedGraph {
        taskIds = Collections.unmodifiableMap(new LinkedHashMap<>(taskIds));
    }
}
