package io.spotcluster.lambda.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Auth's functions on tables in memory, each apart from the others and watched by a recorder of its own. */
final class RecordedAuth {
    private static final String ROOT_URL = "http://localhost:8080";
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    final HandTurnedClock clock = new HandTurnedClock();
    private final Map<FunctionDefinition, Recorder> recorders;
    private final MemoryTables tables = new MemoryTables(clock);
    private final Map<FunctionDefinition, AuthService> services = new HashMap<>();

    /** @param recorders which several of these may share */
    RecordedAuth(Map<FunctionDefinition, Recorder> recorders) {
        this.recorders = recorders;
    }

    private AuthService service(FunctionDefinition function) {
        return services.computeIfAbsent(
                function,
                one -> AuthService.create(
                        AuthConfiguration.NONE,
                        new AuthService.Ground(
                                recorders
                                        .computeIfAbsent(one, _ -> new Recorder())
                                        .tables(tables),
                                new AesTokenCipher(Bytes.wrap(new byte[32])),
                                Optional.empty(),
                                AuthService.Ground.NO_LOGIN,
                                List.of(SignedHost.of(URI.create(ROOT_URL))),
                                clock,
                                AuthService.KEPT_FOR)));
    }

    void setUp(StaticClient... machines) {
        service(FunctionCatalog.SETUP)
                .bootstrap()
                .ensure(
                        new AccessToken("a-token-of-22-letters-0"),
                        new AccessToken("a-token-of-22-letters-1"),
                        List.of(machines));
    }

    void doChores() {
        service(FunctionCatalog.AUTH_CHORES).chores().expire();
    }

    HttpService http(UnaryOperator<Service> watched, Authenticator authenticator) {
        return new Kernel(
                KernelConfiguration.of(ROOT_URL, clock),
                List.of(watched.apply(service(FunctionCatalog.AUTH_API).api())),
                authenticator,
                SCHEMAS);
    }

    JsonNode call(String method, String path, JsonNode body) {
        HttpReply reply = TestCall.of(method, "/api/auth/v1" + path)
                .by("*")
                .json(Json.write(body))
                .to(http(UnaryOperator.identity(), new HeaderAuthenticator()));
        assertThat(reply.status()).as(reply.body().asUtf8()).isEqualTo(200);
        return TestCall.json(reply);
    }
}
