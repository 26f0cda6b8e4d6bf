package io.spotcluster.local.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections that take too long over a request's head. An idle time does not catch them: a byte now and then keeps
 * a connection busy for ever.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
    private static final int SECONDS = 20;

    private boolean betweenRequests = true;
    private int heads;
    private @Nullable Future<?> end;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean begins = betweenRequests;
        int headsBefore = heads;
        context.fireChannelRead(message);
        // Nearly every head comes in one piece, and needs no timer.
        if (begins && heads == headsBefore && end == null) {
            end = context.executor().schedule(() -> closed(context), SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    void headIsThere() {
        heads++;
        betweenRequests = false;
        cancel();
    }

    void requestIsThere() {
        betweenRequests = true;
    }

    private static void closed(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
