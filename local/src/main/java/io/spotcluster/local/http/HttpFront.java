package io.spotcluster.local.http;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The HTTP server of this machine. */
public final class HttpFront implements AutoCloseable {
    /** Bewits carry a whole certificate in the query. */
    static final int LONGEST_REQUEST_LINE = 32 * 1024;

    /** The Authorization header of temporary credentials carries a certificate with all its scopes. */
    static final int LONGEST_HEADERS = 64 * 1024;

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final SitesToCome sites;

    private HttpFront(ApplicationContext context, EmbeddedServer server, SitesToCome sites) {
        this.context = context;
        this.server = server;
        this.sites = sites;
    }

    /**
     * Binds the port and begins to accept; requests wait for {@link #serve}.
     *
     * @param address to listen at, a name or an IP address
     * @param port a free one, if 0
     * @throws IOException when the port is taken or the address is none of this machine's; the message says so
     */
    public static HttpFront start(String address, int port, Clock clock) throws IOException {
        SitesToCome sites = new SitesToCome(new CompletableFuture<>());
        ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .environments(Environment.FUNCTION)
                .environmentPropertySource(false)
                .banner(false)
                .eagerInitSingletons(false)
                .properties(Map.ofEntries(
                        Map.entry("micronaut.application.name", "spotcluster"),
                        Map.entry("micronaut.server.host", address),
                        Map.entry("micronaut.server.port", port == 0 ? -1 : port),
                        Map.entry("micronaut.server.date-header", false),
                        Map.entry("micronaut.server.idle-timeout", "2m"),
                        Map.entry("micronaut.server.read-idle-timeout", "-1s"),
                        Map.entry("micronaut.server.write-idle-timeout", "-1s"),
                        // Bodies are bounded where they are read: artifacts may be of any size.
                        Map.entry("micronaut.server.max-request-size", Long.MAX_VALUE),
                        Map.entry("micronaut.server.max-request-buffer-size", Integer.MAX_VALUE - 1),
                        Map.entry("micronaut.server.netty.max-initial-line-length", LONGEST_REQUEST_LINE),
                        Map.entry("micronaut.server.netty.max-header-size", LONGEST_HEADERS),
                        Map.entry("micronaut.server.netty.compression-threshold", -1),
                        // Artifacts are stored and given back with the encoding they came in.
                        Map.entry("micronaut.server.netty.request-decompression-enabled", false),
                        Map.entry("micronaut.server.netty.worker.shutdown-quiet-period", "0s"),
                        Map.entry("micronaut.server.netty.parent.shutdown-quiet-period", "0s")))
                .singletons(sites, clock)
                .start();
        try {
            EmbeddedServer server = context.getBean(EmbeddedServer.class);
            server.start();
            return new HttpFront(context, server, sites);
        } catch (RuntimeException e) {
            context.close();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException bind) {
                    throw new IOException(
                            "cannot listen at %s port %d: %s".formatted(address, port, bind.getMessage()), e);
                }
            }
            throw e;
        }
    }

    public int port() {
        return server.getPort();
    }

    /** From now on requests are answered, those that waited first. */
    public void serve(HttpSites newSites) {
        sites.future().complete(newSites);
    }

    /** Stops accepting and ends open connections. */
    @Override
    public void close() {
        context.close();
    }
}
