package io.spotcluster.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.spotcluster.testkit.HandTurnedClock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadDeadlineTest {
    private final HeadDeadline deadline = new HeadDeadline();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            deadline, new HttpServerCodec(), new RequestHeads("a connection", deadline, new HandTurnedClock()));

    @BeforeEach
    void stopTheTime() {
        channel.freezeTime();
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeadThatComesByteByByteForTooLongEndsTheConnection() {
        for (int i = 0; i < 19; i++) {
            receive("G");
            pass(1);
        }
        assertThat(channel.isOpen()).isTrue();

        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void soDoesALaterHead() {
        receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        pass(3600);
        assertThat(channel.isOpen()).isTrue();

        receive("GET / HTTP/1.1\r\n");
        pass(20);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHeadInPiecesMayTakeItsTime() {
        receive("GET / HTTP/1.1\r\n");
        pass(19);
        receive("Host: x\r\n\r\n");
        pass(3600);

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aBodyMayTakeLonger() {
        receive("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
        for (int i = 0; i < 3; i++) {
            pass(100);
            receive("x");
        }
        pass(100);

        assertThat(channel.isOpen()).isTrue();
    }

    private void receive(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }
}
