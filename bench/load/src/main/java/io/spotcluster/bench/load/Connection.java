package io.spotcluster.bench.load;

import io.spotcluster.base.Bytes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept connection to an instance, as HTTP/1.1. It costs a fraction of the JDK's client, whose CPU time on the shared
 * machine would be taken from the server that is measured; it understands only replies with a content-length.
 */
final class Connection implements AutoCloseable {
    private static final int LONGEST_LINE = 16 * 1024;

    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[LONGEST_LINE];

    record Reply(int status, Bytes body) {}

    /** @throws IllegalArgumentException when {@code root} is not on this machine: load goes nowhere else */
    Connection(URI root) throws IOException {
        InetAddress address = InetAddress.getByName(root.getHost());
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException("%s is not a loopback address: only these are loaded".formatted(root));
        }
        host = root.getRawAuthority();
        socket = new Socket(address, root.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    /** @param authorization the header's value; none, if empty */
    Reply call(String method, URI url, String authorization, Bytes body) throws IOException {
        StringBuilder head = new StringBuilder(1024);
        head.append(method)
                .append(' ')
                .append(url.getRawPath())
                .append(" HTTP/1.1\r\nhost: ")
                .append(host);
        if (!authorization.isEmpty()) {
            head.append("\r\nauthorization: ").append(authorization);
        }
        if (body.length() > 0) {
            head.append("\r\ncontent-type: application/json");
        }
        head.append("\r\ncontent-length: ").append(body.length()).append("\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body.unsafeArray());
        out.flush();
        return read();
    }

    private Reply read() throws IOException {
        int status = Integer.parseInt(line().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("a reply has no content-length");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("a reply ended after %d of %d bytes".formatted(body.length, length));
        }
        return new Reply(status, Bytes.wrap(body));
    }

    private String line() throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || length == LONGEST_LINE) {
                throw new EOFException("the connection ended, or a header is too long");
            }
            line[length++] = (byte) next;
        }
        return new String(line, 0, Math.max(0, length - 1), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
