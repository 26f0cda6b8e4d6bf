package io.spotcluster.local.server;

import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.embedded.blobs.BlobReply;
import io.spotcluster.embedded.blobs.BlobReply.Refusal;
import io.spotcluster.embedded.blobs.BlobRequest;
import io.spotcluster.embedded.blobs.BlobRequests;
import io.spotcluster.embedded.blobs.BlobUpload;
import io.spotcluster.local.http.StreamingService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Blobs under signed URLs, as this machine's HTTP server wants them answered. */
final class BlobStreams implements StreamingService {
    private static final int BUFFER = 64 * 1024;

    /** What is read and thrown away of a refused upload, so that its sender gets round to reading why. */
    private static final long DISCARDED = 64L * 1024 * 1024;

    private static final Map<String, String> FOR_BROWSERS = Map.of(
            "access-control-allow-origin", "*",
            "access-control-allow-methods", "GET, HEAD, PUT, OPTIONS",
            "access-control-allow-headers", "Content-Type, Content-Encoding, Range",
            "access-control-expose-headers", "Content-Range, Content-Length");

    private final BlobRequests requests;

    BlobStreams(BlobRequests requests) {
        this.requests = requests;
    }

    @Override
    public Reply handle(HttpRequest head, InputStream body) {
        if (head.method().equals("OPTIONS")) {
            return empty(200);
        }
        Map<String, String> headers = new HashMap<>();
        head.headers().forEach((name, values) -> headers.put(name, values.getFirst()));
        BlobReply reply = requests.answer(new BlobRequest(head.method(), head.rawPath(), head.rawQuery(), headers));
        try {
            if (reply instanceof BlobReply.Accepted(BlobUpload upload)) {
                try (upload) {
                    reply = received(body, upload);
                }
            }
            return switch (reply) {
                case Refusal refusal -> refused(refusal, body);
                case BlobReply.Download(int status, Map<String, String> found, InputStream content) ->
                    new Reply(status, inLowerCase(found), content, length(found));
                case BlobReply.Stored() -> empty(200);
                case BlobReply.Accepted _ ->
                    throw new IllegalStateException("an upload is answered by what became of it");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BlobReply received(InputStream body, BlobUpload upload) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
            Optional<Refusal> refusal = upload.write(ByteBuffer.wrap(buffer, 0, length));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return upload.finish();
    }

    private static Reply refused(Refusal refusal, InputStream body) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long discarded = 0;
        int length = body.read(buffer);
        while (length >= 0 && discarded < DISCARDED) {
            discarded += length;
            length = body.read(buffer);
        }
        Map<String, String> headers = inLowerCase(refusal.headers());
        headers.put("content-type", "application/json; charset=utf-8");
        if (length >= 0) {
            headers.put("connection", "close");
        }
        byte[] text = refusal.body().getBytes(StandardCharsets.UTF_8);
        return new Reply(refusal.status(), headers, new ByteArrayInputStream(text), text.length);
    }

    private static Reply empty(int status) {
        return new Reply(status, FOR_BROWSERS, InputStream.nullInputStream(), 0);
    }

    private static long length(Map<String, String> headers) {
        return Long.parseLong(headers.getOrDefault("Content-Length", "0"));
    }

    private static Map<String, String> inLowerCase(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>(FOR_BROWSERS);
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
