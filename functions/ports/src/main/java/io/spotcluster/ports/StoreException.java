package io.spotcluster.ports;

import io.spotcluster.base.PassingFailure;
import org.jspecify.annotations.Nullable;

/** A surprise at a port. Adapters translate every exception of their SDK or engine into one of the nested kinds. */
public abstract sealed class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Nothing was done, since the store is asked for too much at once; the same call may succeed later. */
    public static final class Throttled extends StoreException implements PassingFailure {
        private static final long serialVersionUID = 1;

        public Throttled(String message) {
            super(message, null);
        }

        public Throttled(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The answer was lost: a write may or may not have happened, and may still happen. Read back, or repeat it. */
    public static final class ResultUnknown extends StoreException implements PassingFailure {
        private static final long serialVersionUID = 1;

        public ResultUnknown(String message) {
            super(message, null);
        }

        public ResultUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The call can never succeed as it is: an item over the size limit, a table that is not there, a closed store. */
    public static final class Refused extends StoreException {
        private static final long serialVersionUID = 1;

        public Refused(String message) {
            super(message, null);
        }

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
