package io.spotcluster.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.fault.Fault;
import io.spotcluster.ports.fault.FaultPlan;
import io.spotcluster.ports.fault.FaultyBlobs;
import io.spotcluster.ports.fault.Step;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyBlobsTest {
    private static final BlobKey KEY = new BlobKey(RetentionClass.DAYS_3, "a");

    private final MemoryBlobs store = new MemoryBlobs(new HandTurnedClock());

    @Test
    void aLostUploadStoresNothingAndALostAnswerStoresIt() {
        assertThatThrownBy(() -> new FaultyBlobs(store, _ -> new Fault.RequestLost(), Step.none())
                        .put(KEY, "text/plain", Bytes.utf8("x")))
                .isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(store.get(KEY)).isEmpty();
        assertThatThrownBy(() -> new FaultyBlobs(store, _ -> new Fault.AnswerLost(), Step.none())
                        .put(KEY, "text/plain", Bytes.utf8("x")))
                .isInstanceOf(StoreException.ResultUnknown.class);
        assertThat(store.get(KEY)).contains(Bytes.utf8("x"));
    }

    @Test
    void aCopyHasBytesAndMetadata() {
        BlobKey other = new BlobKey(RetentionClass.DAYS_7, "a");
        FaultyBlobs blobs = new FaultyBlobs(store, FaultPlan.none(), Step.none());
        assertThat(blobs.copy(KEY, other)).isFalse();
        assertThat(blobs.head(other)).isEmpty();

        blobs.put(KEY, "text/plain", Bytes.utf8("x"));
        assertThat(blobs.copy(KEY, other)).isTrue();
        assertThat(blobs.get(other)).isEqualTo(blobs.get(KEY)).contains(Bytes.utf8("x"));
        assertThat(blobs.head(other)).isEqualTo(blobs.head(KEY));
    }

    @Test
    void everyCallButSigningIsAStep() {
        List<String> steps = new ArrayList<>();
        FaultyBlobs blobs = new FaultyBlobs(store, FaultPlan.none(), operation -> steps.add(operation.toString()));

        blobs.put(KEY, "text/plain", Bytes.utf8("x"));
        assertThat(blobs.signedGet(KEY, Duration.ofMinutes(1))).isEqualTo(store.signedGet(KEY, Duration.ofMinutes(1)));
        assertThat(blobs.signedPut(KEY, "text/plain", Duration.ofMinutes(1)))
                .isEqualTo(store.signedPut(KEY, "text/plain", Duration.ofMinutes(1)));
        assertThat(blobs.head(KEY)).isEqualTo(store.head(KEY)).isPresent();
        assertThat(blobs.get(KEY)).contains(Bytes.utf8("x"));
        blobs.copy(KEY, KEY);
        blobs.delete(KEY);

        assertThat(steps)
                .containsExactly(
                        "put blob blobs 3d/a",
                        "head blob blobs 3d/a",
                        "get blob blobs 3d/a",
                        "copy blob blobs 3d/a",
                        "delete blob blobs 3d/a");
        assertThat(store.get(KEY)).isEmpty();
    }
}
