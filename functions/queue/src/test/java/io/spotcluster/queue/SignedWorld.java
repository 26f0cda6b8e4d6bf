package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.HawkAuthenticator;
import io.spotcluster.api.authentication.Identities;
import io.spotcluster.api.authentication.Identity;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Bytes;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A queue with a client that signs its requests, and notes whether it has called the method that a test is about. */
final class SignedWorld {
    private static final URI ROOT = URI.create("http://localhost:8080");
    private static final String API = "/api/queue/v1";
    private static final String TYPE = "application/json";
    private static final Credentials CLIENT = Credentials.of("a/client", "a token of a client that a test has made up");

    /** The same queue for a caller who may do everything: prepares what the story needs. */
    final QueueFixture maker = new QueueFixture();

    private final String name;
    private final String httpMethod;
    private final Pattern route;
    private final HttpService http;
    private Set<String> scopes = Set.of();
    private boolean called;

    /** @param entry of the reference */
    SignedWorld(String name, JsonNode entry) {
        this.name = name;
        this.httpMethod = entry.path("method").asString().toUpperCase(Locale.ROOT);
        this.route = Pattern.compile(
                entry.path("route").asString().replaceAll("<name>", ".+").replaceAll("<[a-zA-Z]+>", "[^/]+"));
        this.http = maker.sharing(
                        UnaryOperator.identity(),
                        new HawkAuthenticator(identities(), SignedHost.withLoopbackAliases(ROOT), maker.clock))
                .http;
    }

    private Identities identities() {
        return new Identities() {
            @Override
            public Optional<Identity> client(String clientId) {
                return Optional.of(
                        new Identity(clientId, CLIENT.accessToken(), ScopeSet.of(scopes), Instant.MAX, false));
            }

            @Override
            public RoleSet roles() {
                return RoleSet.NONE;
            }
        };
    }

    boolean wasCalled() {
        return called;
    }

    /** From here on the client has these scopes and no others. */
    SignedWorld as(String... newScopes) {
        scopes = Set.of(newScopes);
        return this;
    }

    HttpReply call(String method, String path, Optional<JsonNode> body) {
        URI url = URI.create(ROOT + API + path);
        RequestSigner signer = RequestSigner.of(CLIENT, maker.clock);
        TestCall call = TestCall.of(method, API + path);
        HttpReply reply = body.map(json -> {
                    String text = Json.write(json);
                    return call.json(text).header("authorization", signer.header(method, url, TYPE, Bytes.utf8(text)));
                })
                .orElseGet(() -> call.header("authorization", signer.header(method, url)))
                .to(http);
        String bare = path.replaceFirst("\\?.*", "");
        called |= method.equals(httpMethod) && route.matcher(bare).matches() && reply.status() < 400;
        return reply;
    }

    JsonNode get(String path) {
        return ok(call("GET", path, Optional.empty()));
    }

    JsonNode post(String path) {
        return ok(call("POST", path, Optional.empty()));
    }

    JsonNode post(String path, JsonNode body) {
        return ok(call("POST", path, Optional.of(body)));
    }

    JsonNode put(String path, JsonNode body) {
        return ok(call("PUT", path, Optional.of(body)));
    }

    private JsonNode ok(HttpReply reply) {
        assertThat(reply.status()).as("%s: %s", name, reply.body().asUtf8()).isIn(List.of(200, 303));
        return TestCall.json(reply);
    }
}
