package io.spotcluster.local.http;

import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are open, by a name that can travel with a request. */
@Singleton
final class Connections {
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** Names a new connection; it is forgotten when it is closed, from either side. */
    String opened(Channel channel) {
        String name = channel.id().asLongText();
        open.add(name);
        var _ = channel.closeFuture().addListener(_ -> open.remove(name));
        return name;
    }

    boolean isOpen(String name) {
        return open.contains(name);
    }
}
