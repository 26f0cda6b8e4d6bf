package io.spotcluster.embedded.store;

import io.spotcluster.ports.StoreException;
import java.sql.SQLException;

/** Translates SQLite's result codes (https://www.sqlite.org/rescode.html). */
final class StoreFaults {
    private static final int INTERNAL_BITS = 0xff;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int NOMEM = 7;
    private static final int IOERR = 10;
    private static final int FULL = 13;

    private StoreFaults() {}

    /** Of a call that changed nothing, or was rolled back. */
    static StoreException nothingDone(SQLException failure) {
        String message = "the store failed, nothing was done: " + failure.getMessage();
        return switch (failure.getErrorCode() & INTERNAL_BITS) {
            case BUSY, LOCKED, NOMEM, IOERR, FULL -> new StoreException.Throttled(message, failure);
            default -> new StoreException.Refused(message, failure);
        };
    }

    /** Of a commit. */
    static StoreException unknown(SQLException failure) {
        return new StoreException.ResultUnknown("the store failed to commit: " + failure.getMessage(), failure);
    }
}
