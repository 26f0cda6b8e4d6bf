package io.spotcluster.worker.payload;

import io.spotcluster.worker.json.Fault;
import java.util.List;

/** What became of reading a payload. */
public sealed interface PayloadReading {
    /** Which logs to publish: also of an invalid payload, as far as they can be told. */
    Logs logs();

    record Valid(Payload payload) implements PayloadReading {
        @Override
        public Logs logs() {
            return payload.logs();
        }
    }

    record Invalid(List<Fault> faults, Logs logs) implements PayloadReading {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }
}
