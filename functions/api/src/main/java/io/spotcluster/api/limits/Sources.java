package io.spotcluster.api.limits;

import io.spotcluster.api.http.HttpRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from, as far as that can be trusted. Anybody can write an {@code X-Forwarded-For}; what counts is what
 * our own proxies added at its end. So it is read from the end, and only as long as the hop behind is a trusted proxy.
 */
final class Sources {
    private static final String FORWARDED_FOR = "x-forwarded-for";

    /** Who has one address of IPv6 has at least this many bits of network to choose others from. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final List<AddressRange> trustedProxies;

    Sources(List<AddressRange> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /** The address, or of IPv6 the network of 64 bits. What is no address (there is no such peer) stands for itself. */
    String of(HttpRequest request) {
        Optional<InetAddress> peer = address(request.source());
        if (peer.isEmpty()) {
            return request.source();
        }
        InetAddress source = peer.get();
        String[] hops = String.join(",", request.headers().getOrDefault(FORWARDED_FOR, List.of()))
                .split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(source); i--) {
            Optional<InetAddress> before = address(hops[i].strip());
            if (before.isEmpty()) {
                break;
            }
            source = before.get();
        }
        return network(source);
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        return Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES));
    }
}
