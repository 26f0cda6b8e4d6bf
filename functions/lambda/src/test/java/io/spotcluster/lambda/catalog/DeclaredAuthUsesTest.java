package io.spotcluster.lambda.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.json.Json;
import io.spotcluster.auth.AuthContractTest;
import io.spotcluster.auth.clients.StaticClient;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** As {@link DeclaredUsesTest}, of the functions of auth. */
class DeclaredAuthUsesTest {
    private static final Map<FunctionDefinition, Recorder> RECORDERS = new HashMap<>();

    /** What authentication does, which the contract of the methods replaces. */
    private static final Set<String> AUTHENTICATION =
            Set.of("auth-clients GET", "auth-clients PUT", "auth-roles GET", "auth-roles GET_MANY");

    /** Needed where another one sets up at the same time, or one ended halfway. */
    private static final Map<FunctionDefinition, Set<String>> RARE =
            Map.of(FunctionCatalog.SETUP, Set.of("auth-roles GET_MANY", "auth-roles DELETE"));

    @BeforeAll
    static void live() throws Throwable {
        for (DynamicTest everyMethod : AuthContractTest.contract((watched, authenticator) -> {
                    RecordedAuth auth = new RecordedAuth(RECORDERS);
                    auth.setUp();
                    auth.call("PUT", "/clients/there", client("x"));
                    auth.call("PUT", "/roles/there", role("x"));
                    return auth.http(watched, authenticator);
                })
                .tests()
                .toList()) {
            everyMethod.getExecutable().execute();
        }
        clientsAndRolesLive(new RecordedAuth(RECORDERS));
        deploymentsChange(new RecordedAuth(RECORDERS));
    }

    private static void clientsAndRolesLive(RecordedAuth auth) {
        auth.setUp();
        for (int i = 0; i < 300; i++) {
            auth.call("PUT", "/roles/many-" + i, role("scope-of-a-role-" + "x".repeat(200) + i));
        }
        auth.clock.advance(Duration.ofMinutes(1));
        auth.call("POST", "/roles/many-7", role("y"));
        auth.call("PUT", "/roles/large", largeRole());
        auth.call("DELETE", "/roles/many-8", Json.MAPPER.createObjectNode());
        auth.call("GET", "/roles/many-9", Json.MAPPER.createObjectNode());
        ObjectNode short_ = client("x").put("deleteOnExpiration", true);
        short_.put("expires", Timestamp.format(auth.clock.instant().plus(Duration.ofMinutes(5))));
        auth.call("PUT", "/clients/short", short_);
        auth.clock.advance(Duration.ofHours(1));
        auth.doChores();
    }

    private static void deploymentsChange(RecordedAuth auth) {
        auth.setUp(machines("a-token-of-22-letters-2"));
        auth.setUp(machines("a-token-of-22-letters-3"));
        auth.setUp();
        auth.setUp();
    }

    private static StaticClient machines(String token) {
        return new StaticClient("static/taskcluster/worker/a/b", "machines", List.of("x"), new AccessToken(token));
    }

    private static ObjectNode client(String scope) {
        ObjectNode client = role(scope);
        client.put("expires", "2030-01-01T00:00:00.000Z");
        return client;
    }

    /** More than fits into an item, however well it is compressed. */
    private static ObjectNode largeRole() {
        ObjectNode role = role("x");
        for (int i = 0; i < 25_000; i++) {
            role.withArray("scopes").add(Slug.nice());
        }
        return role;
    }

    private static ObjectNode role(String scope) {
        ObjectNode role = Json.MAPPER.createObjectNode().put("description", "");
        role.putArray("scopes").add(scope);
        return role;
    }

    static List<FunctionDefinition> functions() {
        return List.of(FunctionCatalog.AUTH_API, FunctionCatalog.AUTH_CHORES, FunctionCatalog.SETUP);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aFunctionDoesWhatItDeclaresAndNothingElse(FunctionDefinition function) {
        Set<String> done = new TreeSet<>(RARE.getOrDefault(function, Set.of()));
        done.addAll(RECORDERS.computeIfAbsent(function, _ -> new Recorder()).done);
        if (function.trigger() instanceof Trigger.Http) {
            done.addAll(AUTHENTICATION);
        }

        assertThat(done).as(function.name()).containsExactlyInAnyOrderElementsOf(DeclaredUsesTest.declared(function));
    }
}
