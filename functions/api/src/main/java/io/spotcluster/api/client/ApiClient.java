package io.spotcluster.api.client;

import static io.spotcluster.api.http.HttpRequest.RAW_URI;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.json.Json;
import io.spotcluster.base.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Calls the API of a deployment. Safe for many threads; one is enough for a process. */
public final class ApiClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiClient.class);
    private static final String JSON = "application/json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Above the 30 s after which a gateway gives up. */
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(40);

    private final String rootUrl;
    private final Optional<String> apiUrl;
    private final HttpClient http;
    private final FailsafeExecutor<ApiReply> retrying;
    private final Clock clock;

    /** @param rootUrl without a slash at the end */
    public ApiClient(String rootUrl, RetryRule retryRule, Clock clock) {
        this(rootUrl, Optional.empty(), retryRule, clock);
    }

    /**
     * Sends its requests past the front of a deployment.
     *
     * @param rootUrl which signatures cover, without a slash at the end
     * @param apiUrl where requests go instead of the root URL, without a slash at the end: an address that may decode paths, as
     *     API Gateway's HTTP APIs do. So the path goes along in {@link io.spotcluster.api.http.HttpRequest#RAW_URI}, as the front would send it
     */
    public ApiClient(String rootUrl, Optional<String> apiUrl, RetryRule retryRule, Clock clock) {
        this.rootUrl = withoutSlash("root URL", rootUrl);
        this.apiUrl = apiUrl.map(url -> withoutSlash("API's URL", url));
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.retrying = Failsafe.with(policy(retryRule));
    }

    private static String withoutSlash(String name, String url) {
        if (url.endsWith("/")) {
            throw new IllegalArgumentException("the " + name + " '" + url + "' ends with a slash");
        }
        return url;
    }

    /** With the usual rule and the system's clock. */
    public static ApiClient of(String rootUrl) {
        return new ApiClient(rootUrl, RetryRule.USUAL, Clock.systemUTC());
    }

    public String rootUrl() {
        return rootUrl;
    }

    /**
     * Calls without credentials.
     *
     * @throws ApiException for an answer that is an error
     * @throws IOException when no answer came
     */
    public ApiReply call(ApiCall call) throws IOException, InterruptedException {
        return retried(call, Optional.empty());
    }

    /**
     * Calls, signed with {@code credentials}.
     *
     * @throws ApiException for an answer that is an error
     * @throws IOException when no answer came
     */
    public ApiReply call(ApiCall call, Credentials credentials) throws IOException, InterruptedException {
        return retried(call, Optional.of(RequestSigner.of(credentials, clock)));
    }

    @Override
    public void close() {
        http.close();
    }

    private ApiReply retried(ApiCall call, Optional<RequestSigner> signer) throws IOException, InterruptedException {
        try {
            return retrying.get(() -> once(call, signer));
        } catch (FailsafeException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case InterruptedException interruption -> {
                    Thread.interrupted();
                    throw interruption;
                }
                case null, default -> throw e;
            }
        }
    }

    /** Each attempt is signed anew: a server refuses a signature that has grown old. */
    private ApiReply once(ApiCall call, Optional<RequestSigner> signer) throws IOException, InterruptedException {
        URI url = URI.create(rootUrl + call.resource());
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        apiUrl.map(address -> URI.create(address + call.resource()))
                                .orElse(url))
                .timeout(REPLY_TIMEOUT);
        call.headers().forEach(request::setHeader);
        if (apiUrl.isPresent()) {
            request.setHeader(RAW_URI, url.getRawPath());
        }
        if (call.body().isPresent()) {
            Bytes body = call.body().get();
            request.setHeader("content-type", JSON)
                    .method(call.httpMethod(), HttpRequest.BodyPublishers.ofByteArray(body.unsafeArray()));
            signer.ifPresent(
                    found -> request.setHeader("authorization", found.header(call.httpMethod(), url, JSON, body)));
        } else {
            request.method(call.httpMethod(), HttpRequest.BodyPublishers.noBody());
            signer.ifPresent(found -> request.setHeader("authorization", found.header(call.httpMethod(), url)));
        }
        return reply(call, http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private static ApiReply reply(ApiCall call, HttpResponse<byte[]> response) throws ApiException {
        Bytes body = Bytes.wrap(response.body());
        Optional<JsonNode> document = document(body);
        if (response.statusCode() >= 400) {
            JsonNode error = document.orElse(MissingNode.getInstance());
            String text = body.asUtf8();
            throw new ApiException(
                    call.toString(),
                    response.statusCode(),
                    error.path("code").asString(""),
                    error.path("message").asString(text.length() <= 200 ? text : text.substring(0, 200) + "…"));
        }
        return new ApiReply(
                response.statusCode(),
                response.headers(),
                document.orElseThrow(
                        () -> new ApiException(call.toString(), response.statusCode(), "", "the answer is no JSON")));
    }

    /** Nothing, if it is no JSON; a missing node, if it is empty. */
    private static Optional<JsonNode> document(Bytes body) {
        if (body.length() == 0) {
            return Optional.of(MissingNode.getInstance());
        }
        try {
            return Optional.of(Json.MAPPER.readTree(body.unsafeArray()));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static RetryPolicy<ApiReply> policy(RetryRule rule) {
        return RetryPolicy.<ApiReply>builder()
                .handleIf(ApiClient::mayPass)
                .withMaxAttempts(rule.attempts())
                .withBackoff(rule.firstDelay(), rule.longestDelay())
                .withJitter(0.25)
                .onRetry(event -> LOG.debug("attempt {}", event.getAttemptCount() + 1, event.getLastException()))
                .build();
    }

    private static boolean mayPass(Throwable failure) {
        return switch (failure) {
            case ApiException answer -> answer.mayPass();
            case IOException connection -> true;
            default -> false;
        };
    }
}
