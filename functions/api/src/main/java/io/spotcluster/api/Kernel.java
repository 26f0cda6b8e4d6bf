package io.spotcluster.api;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.limits.RateLimiter;
import io.spotcluster.api.limits.TooManyRequests;
import io.spotcluster.api.routes.Router;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.PassingFailure;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the requests of all services: {@code /api/<service>/v1/...}, {@code /references/...} and {@code /schemas/...}.
 * Every failure becomes an error reply; what is our fault is logged once, and the caller only learns the request's id.
 */
public final class Kernel implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);

    private static final String API = "/api/";
    private static final String VERSION = "/v1";
    private static final int URL_LIMIT = 16 * 1024;
    /** A larger body is not repeated in an error reply. */
    private static final int ECHO_LIMIT = 16 * 1024;

    private final KernelConfiguration configuration;
    private final Authenticator limited;
    private final Map<String, Router<Endpoint>> routers;
    private final References references;
    private final Map<String, String> commonHeaders;
    private final RateLimiter limiter;

    /** @throws IllegalArgumentException naming every fault of the declarations */
    public Kernel(
            KernelConfiguration configuration,
            List<Service> services,
            Authenticator authenticator,
            SchemaCatalog schemas) {
        this.configuration = configuration;
        Monitoring monitoring = new Monitoring(configuration);
        List<Service> complete = services.stream().map(monitoring::addTo).toList();
        this.routers = Declarations.route(complete, schemas);
        this.references =
                new References(complete, schemas, configuration.version().version());
        this.commonHeaders = commonHeaders(configuration);
        this.limiter = new RateLimiter(configuration.rateLimits(), configuration.clock());
        this.limited = request -> {
            Caller caller = authenticator.authenticate(request);
            limiter.admit(caller);
            return caller;
        };
    }

    /**
     * Compiles the schemas of all inputs, for which the first requests would otherwise wait (some 300 ms altogether). Requests
     * may be handled meanwhile.
     */
    public void warm() {
        routers.values().forEach(router -> router.targets().forEach(Endpoint::warm));
    }

    @Override
    public HttpReply handle(HttpRequest http) {
        Exchange exchange = new Exchange(http);
        HttpReply reply;
        try {
            limiter.admit(http);
            reply = dispatch(exchange);
        } catch (RejectedException e) {
            reply = error(exchange, e.rejection(), Map.of());
        } catch (TooManyRequests e) {
            reply = error(exchange, e.rejection(), Map.of("retry-after", Long.toString(e.retryAfterSeconds())));
        } catch (Throwable e) {
            reply = failure(exchange, e);
        }
        return finished(exchange, reply);
    }

    private HttpReply dispatch(Exchange exchange) {
        HttpRequest http = exchange.http;
        String path = http.rawPath();
        if (path.length() + http.rawQuery().length() > URL_LIMIT) {
            throw new Rejection(
                            ErrorCode.INVALID_REQUEST_ARGUMENTS,
                            "The URL is longer than %d characters".formatted(URL_LIMIT))
                    .asException();
        }
        if (http.method().equals("OPTIONS")) {
            return new HttpReply(200, Map.of(), Bytes.EMPTY);
        }
        if (http.body().length() > configuration.bodyLimit()) {
            throw new Rejection(
                            ErrorCode.INPUT_TOO_LARGE,
                            "The request's body has %d bytes, and %d are allowed"
                                    .formatted(http.body().length(), configuration.bodyLimit()))
                    .asException();
        }
        if (path.startsWith(API)) {
            return api(exchange, path.substring(API.length()));
        }
        if (References.isAbout(path) && lookup(http).equals("GET")) {
            return references
                    .document(path)
                    .map(document -> new HttpReply(200, jsonType(), document))
                    .orElseThrow(() -> unknown(path));
        }
        throw unknown(path);
    }

    /** @param path below {@code /api/} */
    private HttpReply api(Exchange exchange, String path) {
        HttpRequest http = exchange.http;
        int end = path.indexOf('/');
        String service = end < 0 ? path : path.substring(0, end);
        Router<Endpoint> router = routers.get(service);
        if (router == null || !path.startsWith(VERSION + "/", service.length())) {
            throw unknown(http.rawPath());
        }
        String below = path.substring(service.length() + VERSION.length());
        Optional<Router.Found<Endpoint>> found = router.find(lookup(http), below);
        if (found.isEmpty()) {
            List<String> methods = router.methods(below);
            if (methods.isEmpty()) {
                throw unknown(http.rawPath());
            }
            String allowed = String.join(", ", methods);
            return error(
                    exchange,
                    Rejection.notFound("There is no %s at this path, only %s".formatted(http.method(), allowed)),
                    Map.of("allow", allowed));
        }
        Endpoint endpoint = found.get().target();
        exchange.endpoint = Optional.of(endpoint);
        exchange.parameters = found.get().match().parameters();
        return written(
                endpoint.call(exchange, found.get().match().mismatches(), limited, configuration.checkReplies()));
    }

    /** HEAD is GET without the body. */
    private static String lookup(HttpRequest http) {
        return http.method().equals("HEAD") ? "GET" : http.method();
    }

    private static HttpReply written(Reply reply) {
        Map<String, String> headers = new HashMap<>(reply.headers());
        if (reply.body().orElse(Bytes.EMPTY) instanceof InputStream stream) {
            return new HttpReply(reply.status(), headers, Bytes.EMPTY, Optional.of(stream));
        }
        Bytes body = switch (reply.body().orElse(Bytes.EMPTY)) {
            case Bytes bytes -> bytes;
            case Object json -> {
                headers.putAll(jsonType());
                yield Bytes.wrap(Json.MAPPER.writeValueAsBytes(json));
            }
        };
        return new HttpReply(reply.status(), headers, body);
    }

    private static RuntimeException unknown(String path) {
        String shown = path.length() <= 200 ? path : path.substring(0, 200) + "…";
        return Rejection.notFound("There is no '%s' here".formatted(shown)).asException();
    }

    private HttpReply failure(Exchange exchange, Throwable failure) {
        String method =
                exchange.endpoint.map(endpoint -> endpoint.method().name()).orElse("(no method)");
        if (failure instanceof PassingFailure) {
            LOG.warn("request {} to {} failed for now", exchange.requestId, method, failure);
            return error(
                    exchange,
                    new Rejection(
                            ErrorCode.INTERNAL_SERVER_ERROR,
                            "The service is busy, and whether the call took effect is unknown. Repeat it. (Request %s)"
                                    .formatted(exchange.requestId)),
                    Map.of("retry-after", "1"));
        }
        LOG.error("request {} to {} failed", exchange.requestId, method, failure);
        return error(
                exchange,
                new Rejection(
                        ErrorCode.INTERNAL_SERVER_ERROR,
                        "Internal error. The log of the service says more under request %s"
                                .formatted(exchange.requestId)),
                Map.of());
    }

    private HttpReply error(Exchange exchange, Rejection rejection, Map<String, String> more) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("code", rejection.code().code());
        body.put("message", rejection.message());
        ObjectNode requestInfo = body.putObject("requestInfo");
        requestInfo.put(
                "method", exchange.endpoint.map(found -> found.method().name()).orElse(""));
        ObjectNode parameters = requestInfo.putObject("params");
        exchange.parameters.forEach(parameters::put);
        if (exchange.http.body().length() > ECHO_LIMIT) {
            requestInfo.put(
                    "payload",
                    "(%d bytes, not repeated here)"
                            .formatted(exchange.http.body().length()));
        } else {
            requestInfo.set(
                    "payload",
                    exchange.payload
                            .flatMap(payload -> exchange.endpoint.map(
                                    found -> found.secrets().hide(payload)))
                            .orElseGet(Json.MAPPER::createObjectNode));
        }
        requestInfo.put("time", Timestamp.format(configuration.clock().instant()));
        Map<String, String> headers = new HashMap<>(more);
        headers.putAll(jsonType());
        if (rejection.code() == ErrorCode.AUTHENTICATION_FAILED) {
            headers.put("www-authenticate", "hawk");
        }
        return new HttpReply(rejection.code().status(), headers, Bytes.wrap(Json.MAPPER.writeValueAsBytes(body)));
    }

    private HttpReply finished(Exchange exchange, HttpReply reply) {
        Map<String, String> headers = new HashMap<>(commonHeaders);
        headers.put("x-for-request-id", exchange.requestId);
        headers.put("x-for-trace-id", exchange.traceId);
        headers.putAll(reply.headers());
        if (exchange.http.method().equals("HEAD")) {
            reply.stream().ifPresent(Kernel::close);
            return new HttpReply(reply.status(), headers, Bytes.EMPTY);
        }
        return new HttpReply(reply.status(), headers, reply.body(), reply.stream());
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> jsonType() {
        return Map.of("content-type", "application/json; charset=utf-8");
    }

    private static Map<String, String> commonHeaders(KernelConfiguration configuration) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "access-control-allow-origin",
                "*",
                "access-control-max-age",
                "900",
                "access-control-allow-methods",
                "OPTIONS,GET,HEAD,POST,PUT,DELETE,TRACE,CONNECT",
                "access-control-allow-headers",
                "X-Requested-With,Content-Type,Authorization,Accept,Origin,Cache-Control,If-None-Match,X-Taskcluster-Trace-Id",
                "access-control-expose-headers",
                "www-authenticate,server-authorization,x-for-request-id,x-for-trace-id,etag,x-spotcluster-capped-expires,x-spotcluster-superseded-by",
                "cache-control",
                "no-store no-cache must-revalidate",
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
                "x-content-type-options",
                "nosniff"));
        if (configuration.isHttps()) {
            headers.put("strict-transport-security", "max-age=7776000; includeSubDomains");
        }
        return headers;
    }
}
