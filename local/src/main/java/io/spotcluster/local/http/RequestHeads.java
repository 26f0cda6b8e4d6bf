package io.spotcluster.local.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.spotcluster.api.http.HttpReply;
import java.time.Clock;
import java.util.Optional;

/**
 * Takes the request target out of Micronaut's sight, which parses it as a URI, and refuses what that rejects: targets are
 * looked at by our own router alone. Refuses what is not HTTP with the API's kind of error.
 */
final class RequestHeads extends ChannelInboundHandlerAdapter {
    /** Carries the target to {@link FrontFilter}; whatever a client sends under this name is overwritten. */
    static final String TARGET = "x-spotcluster-target";

    /** Names the connection to {@link FrontFilter}, see {@link Connections}; overwritten in the same way. */
    static final String CONNECTION = "x-spotcluster-connection";

    private final String connection;
    private final HeadDeadline deadline;
    private final Clock clock;
    private boolean refused;

    RequestHeads(String connection, HeadDeadline deadline, Clock clock) {
        this.connection = connection;
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            deadline.headIsThere();
            Optional<HttpReply> refusal = refusal(request);
            if (refusal.isPresent()) {
                refused = true;
                ReferenceCountUtil.release(request);
                sendAndClose(context, refusal.get());
                return;
            }
            RequestTarget target = RequestTarget.of(request.uri());
            request.headers().set(TARGET, target.rawPath() + "?" + target.rawQuery());
            request.headers().set(CONNECTION, connection);
            request.setUri("/");
        }
        if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
            // A broken chunk ends the body for those behind us: they must not take the part for the whole.
            content.release();
            var _ = context.close();
            return;
        }
        if (message instanceof LastHttpContent) {
            deadline.requestIsThere();
        }
        context.fireChannelRead(message);
    }

    private Optional<HttpReply> refusal(HttpRequest request) {
        if (!request.decoderResult().isFailure()) {
            return request.protocolVersion().majorVersion() == 1 ? Optional.empty() : Optional.of(noHttp());
        }
        return Optional.of(
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException _ ->
                        ErrorReplies.of(
                                414,
                                "InputTooLarge",
                                "the request line is longer than " + HttpFront.LONGEST_REQUEST_LINE + " bytes",
                                clock.instant());
                    case TooLongHttpHeaderException _ ->
                        ErrorReplies.of(
                                431,
                                "InputTooLarge",
                                "the headers are longer than " + HttpFront.LONGEST_HEADERS + " bytes",
                                clock.instant());
                    case null, default -> noHttp();
                });
    }

    /** Not the 505 that HTTP has for other versions: clients would try again. */
    private HttpReply noHttp() {
        return ErrorReplies.of(400, "InputError", "the request is no HTTP/1.1", clock.instant());
    }

    private static void sendAndClose(ChannelHandlerContext context, HttpReply reply) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                Unpooled.wrappedBuffer(reply.body().unsafeArray()));
        reply.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length());
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
