package io.spotcluster.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Shows people or programs how the demonstration goes. */
interface Display {
    /** The tasks were submitted. */
    void begin(String rootUrl, int tasks);

    /** What the queue says now. */
    void show(GraphView view, Instant now);

    /** Nothing more will happen. */
    void end(Outcome outcome);

    /**
     * How it went.
     *
     * @param logOf label of the task whose log's end is shown
     * @param log its last lines
     * @param artifacts where the artifacts of all tasks were saved
     * @param kept what else was left, for a look at what happened; empty, if nothing
     */
    record Outcome(GraphView view, String logOf, List<String> log, String artifacts, String kept, Duration time) {
        public Outcome {
            log = List.copyOf(log);
        }
    }
}
