package io.spotcluster.worker.task;

import io.spotcluster.worker.queue.Resolution;

/** What a run comes to. */
public sealed interface Outcome {
    String why();

    /** To be reported. */
    record Resolved(Resolution resolution, String why) implements Outcome {
        @Override
        public String toString() {
            return why.isEmpty() ? resolution.toString() : resolution + ": " + why;
        }
    }

    /** Not ours any more (cancelled, past its deadline, or its claim has expired): nothing is to be reported. */
    record Lost(String why) implements Outcome {
        @Override
        public String toString() {
            return why;
        }
    }
}
