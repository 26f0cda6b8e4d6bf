package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.StoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreFaultsTest {
    /** Busy, busy by a snapshot, locked, out of memory, I/O error, I/O error at a flush, disk full. */
    @ParameterizedTest
    @ValueSource(ints = {5, 517, 6, 7, 10, 1034, 13})
    void whatMayPassMayBeTriedAgain(int code) {
        assertThat(StoreFaults.nothingDone(new SQLException("reason", "", code)))
                .isInstanceOf(StoreException.Throttled.class)
                .hasMessageContaining("reason");
    }

    /** Error in the statement, read-only, corrupt, cannot open, no database. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 11, 14, 26})
    void whatStaysWrongIsRefused(int code) {
        assertThat(StoreFaults.nothingDone(new SQLException("reason", "", code)))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("reason");
    }

    @Test
    void afterAFailedCommitNobodyKnows() {
        assertThat(StoreFaults.unknown(new SQLException("reason", "", 13)))
                .isInstanceOf(StoreException.ResultUnknown.class)
                .hasMessageContaining("reason");
    }
}
