package io.spotcluster.queue.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final int HANG_SECONDS = 60;

    @Test
    void onVirtualThreadsAllHappenAtOnce() {
        CountDownLatch met = new CountDownLatch(50);
        AtomicInteger done = new AtomicInteger();
        Runnable meet = () -> {
            met.countDown();
            try {
                if (met.await(HANG_SECONDS, TimeUnit.SECONDS)) {
                    done.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        SideBySide.onVirtualThreads().run(Stream.generate(() -> meet).limit(50).toList());
        assertThat(done).hasValue(50);
    }

    @Test
    void afterAFailureTheOthersAreDoneAllTheSame() {
        AtomicInteger done = new AtomicInteger();
        List<Runnable> work = List.of(
                done::incrementAndGet,
                () -> {
                    throw new IllegalArgumentException("this one");
                },
                done::incrementAndGet);
        assertThatThrownBy(() -> SideBySide.onVirtualThreads().run(work))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this one");
        assertThat(done).hasValue(2);
    }

    @Test
    void inOrderIsOneAfterTheOther() {
        StringBuilder order = new StringBuilder();
        SideBySide.inOrder().run(List.of(() -> order.append('a'), () -> order.append('b'), () -> order.append('c')));
        assertThat(order).hasToString("abc");
    }
}
