package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.AuthHarness.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * Somebody who may change every role and client, and holds every scope but the one to override, changes them as they like: nobody
 * comes to hold a protected scope that they did not hold at the start.
 */
class ScopeGuardPropertyTest {
    private static final ScopeSet PROTECTED = ScopeSet.of("assume:r:*", "p:*");

    /** Who might hold something: clients there and to come, and names that hooks or people go by. */
    private static final List<String> NAMES = List.of("a", "b", "r:x", "t:", "t:r:x", "t:q", "t:x", "u");

    enum Action {
        PUT_ROLE,
        POST_ROLE,
        DELETE_ROLE,
        PUT_CLIENT,
        POST_CLIENT,
        DISABLE,
        ENABLE
    }

    record Move(Action action, String roleId, String clientId, List<String> scopes) {}

    @Provide
    Arbitrary<List<String>> scopes() {
        return Arbitraries.of(
                        "x",
                        "p:1",
                        "p*",
                        "q",
                        "assume:a",
                        "assume:b",
                        "assume:r:x",
                        "assume:r*",
                        "assume:t:<..>",
                        "assume:<..>",
                        "assume:r:<..>",
                        "assume:t:*",
                        "assume:t:q",
                        "p:<..>",
                        "<..>")
                .list()
                .uniqueElements()
                .ofMaxSize(2);
    }

    @Provide
    Arbitrary<Move> moves() {
        return Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.of("a", "b", "r:x", "t:*", "t:q*", "t:q", "u*", "*"),
                        Arbitraries.of("c1", "c2"),
                        scopes())
                .as(Move::new);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void nobodyComesToAProtectedScope(
            @ForAll @Size(max = 5) List<@From("moves") Move> byRoot,
            @ForAll @Size(min = 1, max = 8) List<@From("moves") Move> byAdmin) {
        AuthHarness auth = AuthHarness.protecting("assume:r:*", "p:*");
        // All but `spotcluster:…`, and with what templates ask for: star by star over the printable characters.
        List<String> nearlyAll = new ArrayList<>();
        for (char c = '!'; c <= '~'; c++) {
            if (c != 's' && c != '*') {
                nearlyAll.add(c + "*");
            }
        }
        nearlyAll.add("<..>*");
        Credentials admin = auth.client("admin", nearlyAll.toArray(String[]::new));
        byRoot.forEach(move -> make(auth, ROOT, move));
        Map<String, ScopeSet> before = held(auth);

        for (Move move : byAdmin) {
            Statistics.label(move.action().name()).collect(make(auth, admin, move));
            held(auth)
                    .forEach((name, scopes) -> assertThat(
                                    before.getOrDefault(name, ScopeSet.EMPTY).satisfies(scopes))
                            .as("%s holds %s, and held %s, after %s", name, scopes, before.get(name), move)
                            .isTrue());
        }
    }

    private static int make(AuthHarness auth, Credentials by, Move move) {
        String role = rolePath(move.roleId());
        String client = clientPath(move.clientId());
        String[] scopes = move.scopes().toArray(String[]::new);
        Answer answer = switch (move.action()) {
            case PUT_ROLE -> auth.call(by, "PUT", role, roleBody(scopes));
            case POST_ROLE -> auth.call(by, "POST", role, roleBody(scopes));
            case DELETE_ROLE -> auth.call(by, "DELETE", role);
            case PUT_CLIENT -> auth.call(by, "PUT", client, auth.clientBody(scopes));
            case POST_CLIENT -> auth.call(by, "POST", client, auth.clientBody(scopes));
            case DISABLE -> auth.call(by, "POST", client + "/disable");
            case ENABLE -> auth.call(by, "POST", client + "/enable");
        };
        return answer.status();
    }

    /** What of the protected scopes each client and each name can reach now. */
    private static Map<String, ScopeSet> held(AuthHarness auth) {
        Map<String, ScopeSet> held = new LinkedHashMap<>();
        auth.call(ROOT, "GET", "/clients/").ok().json().path("clients").forEach(client -> {
            if (client.path("clientId").stringValue().startsWith("c")
                    && !client.path("disabled").booleanValue()) {
                List<String> scopes = new ArrayList<>();
                client.path("expandedScopes").forEach(scope -> scopes.add(scope.stringValue()));
                held.put(
                        "client " + client.path("clientId").stringValue(),
                        ScopeSet.of(scopes).intersection(PROTECTED));
            }
        });
        for (String name : NAMES) {
            List<String> expanded = auth.call(ROOT, "POST", "/scopes/expand", AuthHarness.scoped("assume:" + name))
                    .ok()
                    .list("scopes");
            // To assume a protected role by its name is no gain for whoever does it already.
            held.put(
                    "name " + name,
                    ScopeSet.of(expanded.stream()
                                    .filter(scope -> !scope.equals("assume:" + name))
                                    .toList())
                            .intersection(PROTECTED));
        }
        return held;
    }
}
