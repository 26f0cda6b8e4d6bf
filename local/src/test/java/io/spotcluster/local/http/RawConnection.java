package io.spotcluster.local.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends bytes as they are, for what no HTTP library agrees to send. Text is Latin-1: a character a byte. */
public final class RawConnection implements AutoCloseable {
    /** @param status 0, if the server closed the connection without a reply */
    public record Answer(int status, Map<String, String> headers, String body) {}

    private static final int PATIENCE_MILLISECONDS = 30_000;

    private final Socket socket;
    private final InputStream input;

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
    }

    public void send(String text) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write(text.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    /** No more bytes will come from us. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    public Answer answer() throws IOException {
        return answer(false);
    }

    /** @param toHead whether the request was a HEAD, whose reply has no body whatever its headers say */
    public Answer answer(boolean toHead) throws IOException {
        String statusLine = line();
        if (statusLine.isEmpty()) {
            return new Answer(0, Map.of(), "");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        int length = toHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, new String(input.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = input.read(); character >= 0 && character != '\n'; character = input.read()) {
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
