package io.spotcluster.local.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts {@link HeadDeadline} and {@link RequestHeads} around the HTTP codec of every connection. */
@Singleton
final class FrontPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Clock clock;

    FrontPipeline(Clock clock) {
        this.clock = clock;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new OfListener(clock));
        return event.getBean();
    }

    private record OfListener(Clock clock) implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new OfConnection(channel, clock) : this;
        }
    }

    private record OfConnection(Channel channel, Clock clock) implements NettyServerCustomizer {
        @Override
        public void onStreamPipelineBuilt() {
            HeadDeadline deadline = new HeadDeadline();
            channel.pipeline()
                    .addBefore(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "head-deadline", deadline)
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "request-heads",
                            new RequestHeads(deadline, clock));
        }
    }
}
