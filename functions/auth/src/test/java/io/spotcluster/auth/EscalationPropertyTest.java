package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.AccessToken;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.authentication.TemporaryCredentials;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.auth.AuthHarness.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import tools.jackson.databind.JsonNode;

/**
 * Somebody who may create and change clients and roles as they like, and all the clients they made, try to get more than
 * they had at the start.
 */
class EscalationPropertyTest {
    private static final String[] MANAGES = {
        "auth:create-client:mine/*", "auth:update-client:*", "auth:reset-access-token:mine/*",
        "auth:create-role:*", "auth:update-role:*", "auth:delete-role:*"
    };

    enum Action {
        CREATE_CLIENT,
        UPDATE_CLIENT,
        CREATE_ROLE,
        UPDATE_ROLE,
        DELETE_ROLE
    }

    /** How those who conspire sign: as themselves, by temporary credentials that they issue, or restricted to some scopes. */
    enum Signing {
        OWN,
        UNNAMED,
        NAMED,
        RESTRICTED,
        NAMED_AND_RESTRICTED
    }

    /** @param actor which of those who conspire acts */
    record Move(Action action, int actor, String clientId, String roleId, List<String> scopes, Signing signing) {}

    @Provide
    Arbitrary<String> roleId() {
        return Arbitraries.of("r", "r*", "rs", "rs*", "t:*", "t:<*", "t:x", "u");
    }

    @Provide
    Arbitrary<List<String>> scopes() {
        return Arbitraries.of(
                        "x:1",
                        "x:*",
                        "x:<..>",
                        "x:<*",
                        "x:<..>/y",
                        "y",
                        "y:<..>",
                        "z",
                        "assume:r",
                        "assume:r*",
                        "assume:rs",
                        "assume:t:<..>",
                        "assume:t:x",
                        "assume:u",
                        "assume:<..>",
                        "assume:*",
                        "z*",
                        "z**")
                .list()
                .uniqueElements()
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<Move> moves() {
        return Combinators.combine(
                        Arbitraries.of(Action.class),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of("mine/1", "mine/2", "actor"),
                        roleId(),
                        scopes(),
                        Arbitraries.of(Signing.class))
                .as(Move::new);
    }

    record Role(String roleId, List<String> scopes) {}

    @Provide
    Arbitrary<Role> roles() {
        return Combinators.combine(roleId(), scopes()).as(Role::new);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void nobodyGetsMoreThanTheConspiratorsHadAtTheStart(
            @ForAll List<@From("roles") Role> roles,
            @ForAll("scopes") List<String> actorScopes,
            @ForAll @Size(max = 12) List<@From("moves") Move> moves) {
        AuthHarness auth = AuthHarness.create();
        for (Role role : roles.stream().limit(4).toList()) {
            // Some of these are refused, since they would form a circle.
            auth.call(
                    ROOT, "PUT", rolePath(role.roleId()), roleBody(role.scopes().toArray(String[]::new)));
        }
        List<String> granted = new ArrayList<>(List.of(MANAGES));
        actorScopes.stream().filter(scope -> !scope.endsWith("**")).forEach(granted::add);
        List<Credentials> conspirators = new ArrayList<>();
        conspirators.add(auth.client("actor", granted.toArray(String[]::new)));
        ScopeSet atTheStart = scopesOf(auth, conspirators.getFirst());

        for (Move move : moves) {
            Credentials by = conspirators.get(move.actor() % conspirators.size());
            Answer answer = make(auth, by, move);
            Statistics.label(move.action().name()).collect(answer.status());
            Statistics.label(move.signing().name()).collect(answer.status());
            if (answer.json().has("accessToken")) {
                conspirators.add(new Credentials(
                        answer.text("clientId"), new AccessToken(answer.text("accessToken")), Optional.empty()));
            }
            for (Credentials conspirator : conspirators) {
                assertThat(atTheStart.satisfies(scopesOf(auth, conspirator)))
                        .as("%s after %s", conspirator.clientId(), move)
                        .isTrue();
            }
        }
    }

    private static Answer make(AuthHarness auth, Credentials by, Move move) {
        String[] scopes = move.scopes().toArray(String[]::new);
        RequestSigner signer = signer(auth, by, move);
        return switch (move.action()) {
            case CREATE_CLIENT -> send(auth, signer, "PUT", clientPath(move.clientId()), auth.clientBody(scopes));
            case UPDATE_CLIENT -> send(auth, signer, "POST", clientPath(move.clientId()), auth.clientBody(scopes));
            case CREATE_ROLE -> send(auth, signer, "PUT", rolePath(move.roleId()), roleBody(scopes));
            case UPDATE_ROLE -> send(auth, signer, "POST", rolePath(move.roleId()), roleBody(scopes));
            case DELETE_ROLE -> auth.send("DELETE", rolePath(move.roleId()), Optional.of(signer), Optional.empty());
        };
    }

    private static Answer send(AuthHarness auth, RequestSigner signer, String method, String path, JsonNode body) {
        return auth.send(method, path, Optional.of(signer), Optional.of(body));
    }

    /** With all the rights to manage, and those that the move is about. */
    private static RequestSigner signer(AuthHarness auth, Credentials by, Move move) {
        List<String> asked = new ArrayList<>(List.of(MANAGES));
        move.scopes().stream().filter(scope -> !scope.equals("z**")).forEach(asked::add);
        Instant now = auth.clock.instant();
        Instant end = now.plusSeconds(60);
        return switch (move.signing()) {
            case OWN -> RequestSigner.of(by, auth.clock);
            case UNNAMED -> RequestSigner.of(TemporaryCredentials.issueUnnamed(by, asked, now, end), auth.clock);
            case NAMED ->
                RequestSigner.of(TemporaryCredentials.issueNamed(by, "mine/temporary", asked, now, end), auth.clock);
            case RESTRICTED -> RequestSigner.restricted(by, asked, auth.clock);
            case NAMED_AND_RESTRICTED ->
                RequestSigner.restricted(
                        TemporaryCredentials.issueNamed(by, "mine/temporary", asked, now, end), asked, auth.clock);
        };
    }

    private static ScopeSet scopesOf(AuthHarness auth, Credentials credentials) {
        return ScopeSet.of(auth.call(credentials, "GET", "/scopes/current").ok().list("scopes"));
    }
}
