package io.spotcluster.local.http;

import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.body.AvailableByteBody;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.stream.InputStreamByteBody;
import io.micronaut.http.server.annotation.PreMatching;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.base.Bytes;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request before Micronaut looks for a route: turns it into ours, and our reply into Micronaut's. Runs on a
 * virtual thread for each request.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class FrontFilter {
    private static final Logger LOG = LoggerFactory.getLogger(FrontFilter.class);
    private static final int BODY_SECONDS = 60;

    /** What is read and thrown away of a body that is too long, so that its sender gets round to reading the refusal. */
    private static final long DISCARDED_BYTES = 64L * 1024 * 1024;

    private final Future<HttpSites> sites;
    private final Connections connections;
    private final ExecutorService executor;
    private final Clock clock;

    FrontFilter(
            SitesToCome sites,
            Connections connections,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor,
            Clock clock) {
        this.sites = sites.future();
        this.connections = connections;
        this.executor = executor;
        this.clock = clock;
    }

    @PreMatching
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> answer(ServerHttpRequest<?> request) {
        try {
            HttpSites ready = sites.get();
            HttpRequest head = head(request);
            CloseableByteBody body = request.byteBody().move();
            return head.rawPath().startsWith(ready.streamingPrefix())
                    ? response(ready.streaming().handle(head, body.toInputStream()))
                    : small(ready, head, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response(ErrorReplies.of(503, "InternalServerError", "the server is stopping", clock.instant()));
        } catch (UncheckedIOException e) {
            LOG.debug("The client went away in the middle of its body", e);
            return response(ErrorReplies.of(400, "InputError", "the request's body broke off", clock.instant()))
                    .header("connection", "close");
        } catch (Exception e) {
            LOG.error("Failed to answer {}", request.getMethodName(), e);
            return response(ErrorReplies.of(500, "InternalServerError", "the server failed", clock.instant()));
        }
    }

    private HttpResponse<?> small(HttpSites ready, HttpRequest head, CloseableByteBody body)
            throws InterruptedException {
        try {
            Bytes content = received(body, ready.smallBodyLimit());
            HttpReply reply = ready.small().handle(head.withBody(content));
            MutableHttpResponse<?> response = response(reply);
            return content.length() > ready.smallBodyLimit() ? response.header("connection", "close") : response;
        } catch (TimeoutException e) {
            String message = "the request's body did not arrive within %d seconds".formatted(BODY_SECONDS);
            return response(ErrorReplies.of(408, "InputError", message, clock.instant()))
                    .header("connection", "close");
        } catch (ExecutionException e) {
            LOG.debug("The client of {} went away", head.rawPath(), e);
            return response(ErrorReplies.of(400, "InputError", "the request's body broke off", clock.instant()))
                    .header("connection", "close");
        }
    }

    private Bytes received(CloseableByteBody body, int limit)
            throws InterruptedException, TimeoutException, ExecutionException {
        if (body instanceof AvailableByteBody available) {
            return Bytes.wrap(available.toByteArray());
        }
        Future<Bytes> reading = executor.submit(() -> read(body, limit));
        try {
            return reading.get(BODY_SECONDS, TimeUnit.SECONDS);
        } finally {
            reading.cancel(true);
        }
    }

    private static Bytes read(ByteBody body, int limit) throws IOException {
        try (InputStream stream = body.toInputStream()) {
            byte[] content = stream.readNBytes(limit + 1);
            long discarded = 0;
            while (content.length > limit && discarded < DISCARDED_BYTES) {
                int more = stream.readNBytes(64 * 1024).length;
                if (more == 0) {
                    break;
                }
                discarded += more;
            }
            return Bytes.wrap(content);
        }
    }

    private HttpRequest head(ServerHttpRequest<?> request) {
        Map<String, List<String>> headers = new TreeMap<>();
        // A name in two spellings comes twice, each time with all values.
        request.getHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        String target = Optional.ofNullable(headers.remove(RequestHeads.TARGET))
                .orElse(List.of("/?"))
                .getFirst();
        String connection = Optional.ofNullable(headers.remove(RequestHeads.CONNECTION))
                .orElse(List.of(""))
                .getFirst();
        int mark = target.indexOf('?');
        return new HttpRequest(
                request.getMethodName().toUpperCase(Locale.ROOT),
                target.substring(0, mark),
                target.substring(mark + 1),
                headers,
                Bytes.EMPTY,
                request.getRemoteAddress().getHostString(),
                () -> !connections.isOpen(connection));
    }

    private MutableHttpResponse<?> response(HttpReply reply) {
        if (reply.stream().isPresent()) {
            return response(new StreamingService.Reply(
                    reply.status(), reply.headers(), reply.stream().get(), OptionalLong.empty()));
        }
        return withHead(HttpResponse.<byte[]>ok(), reply.status(), reply.headers())
                .body(reply.body().unsafeArray());
    }

    private MutableHttpResponse<?> response(StreamingService.Reply reply) {
        MutableHttpResponse<StreamingService.Reply> response =
                withHead(HttpResponse.<StreamingService.Reply>ok(), reply.status(), reply.headers());
        // For HEAD, where the body stays away; otherwise the server sets the same.
        reply.length().ifPresent(length -> response.header("content-length", Long.toString(length)));
        response.bodyWriter(new StreamWriter());
        return response.body(reply);
    }

    private static <T> MutableHttpResponse<T> withHead(
            MutableHttpResponse<T> response, int status, Map<String, String> headers) {
        response.status(status, HttpResponseStatus.valueOf(status).reasonPhrase());
        headers.forEach(response::header);
        return response;
    }

    private final class StreamWriter implements ResponseBodyWriter<StreamingService.Reply> {
        @Override
        public CloseableByteBody writePiece(
                ByteBodyFactory factory,
                io.micronaut.http.HttpRequest<?> request,
                HttpResponse<?> response,
                Argument<StreamingService.Reply> type,
                MediaType mediaType,
                StreamingService.Reply reply) {
            return InputStreamByteBody.create(reply.body(), reply.length(), executor, factory);
        }

        @Override
        public void writeTo(
                Argument<StreamingService.Reply> type,
                MediaType mediaType,
                StreamingService.Reply reply,
                MutableHeaders headers,
                OutputStream output) {
            try (InputStream body = reply.body()) {
                body.transferTo(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
