package io.spotcluster.api.hawk;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The host and port that a signature covers. A server takes them from its own configuration, never from the request.
 *
 * @param host in lower case; an IPv6 address with or without brackets, since clients do either
 */
public record SignedHost(String host, int port) {
    public SignedHost {
        host = host.toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when {@code url} is not http or https with a host */
    public static SignedHost of(URI url) {
        String host = url.getHost();
        if (host == null) {
            throw new IllegalArgumentException("'%s' names no host".formatted(url));
        }
        if (url.getPort() >= 0) {
            return new SignedHost(host, url.getPort());
        }
        return switch (String.valueOf(url.getScheme())) {
            case "http" -> new SignedHost(host, 80);
            case "https" -> new SignedHost(host, 443);
            default -> throw new IllegalArgumentException("'%s' is neither http nor https".formatted(url));
        };
    }

    /** Of a root URL, with every name under which a client on the same machine may have it. For local mode. */
    public static List<SignedHost> withLoopbackAliases(URI rootUrl) {
        SignedHost configured = of(rootUrl);
        List<SignedHost> hosts = new ArrayList<>(List.of(configured));
        Stream.of("localhost", "127.0.0.1", "[::1]", "::1")
                .map(alias -> new SignedHost(alias, configured.port))
                .filter(alias -> !alias.equals(configured))
                .forEach(hosts::add);
        return List.copyOf(hosts);
    }
}
