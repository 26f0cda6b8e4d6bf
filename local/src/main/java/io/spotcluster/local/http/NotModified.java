package io.spotcluster.local.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Takes the length off replies with the status 304: none of ours has a body, and the length of none is not that of what was not
 * sent, which is all that it may tell (RFC 9110, 8.6).
 */
final class NotModified extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response && HttpResponseStatus.NOT_MODIFIED.equals(response.status())) {
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        var _ = context.write(message, promise);
    }
}
