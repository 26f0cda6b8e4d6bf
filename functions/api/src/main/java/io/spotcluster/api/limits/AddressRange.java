package io.spotcluster.api.limits;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** A network in the form {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. */
public record AddressRange(InetAddress network, int bits) {
    /** Nothing, if it is neither; names are not looked up. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = address.getAddress().length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return Optional.of(new AddressRange(address, bits));
            }
        } catch (IllegalArgumentException _) {
            // Then it is neither.
        }
        return Optional.empty();
    }

    /** An IPv4 address is never in a network of IPv6. */
    boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(mine, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((mine[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
