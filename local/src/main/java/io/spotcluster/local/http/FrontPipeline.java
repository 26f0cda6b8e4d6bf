package io.spotcluster.local.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts {@link HeadDeadline}, {@link NotModified} and {@link RequestHeads} around the HTTP codec of every connection. */
@Singleton
final class FrontPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Connections connections;
    private final Clock clock;

    FrontPipeline(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new OfListener(connections, clock));
        return event.getBean();
    }

    private record OfListener(Connections connections, Clock clock) implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new OfConnection(channel, connections, clock) : this;
        }
    }

    private record OfConnection(Channel channel, Connections connections, Clock clock)
            implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            HeadDeadline deadline = new HeadDeadline();
            channel.pipeline()
                    .addBefore(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "head-deadline", deadline)
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "request-heads",
                            new RequestHeads(connections.opened(channel), deadline, clock))
                    .addAfter(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "not-modified", new NotModified());
        }
    }
}
