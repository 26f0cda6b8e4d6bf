package io.spotcluster.auth;

import static io.spotcluster.auth.AuthHarness.ROOT;
import static io.spotcluster.auth.AuthHarness.clientPath;
import static io.spotcluster.auth.AuthHarness.roleBody;
import static io.spotcluster.auth.AuthHarness.rolePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.TemporaryCredentials;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken away in one process is refused in every other one within ten seconds, however often it was asked before. */
class RevocationTest {
    private static final Duration PROMISE = Duration.ofSeconds(10);

    private final AuthHarness here = AuthHarness.create();
    private final AuthHarness elsewhere = here.otherProcess();

    static Stream<Named<BiConsumer<AuthHarness, String>>> revocations() {
        return Stream.of(
                Named.of(
                        "disable",
                        (auth, id) -> auth.call(ROOT, "POST", clientPath(id) + "/disable")
                                .ok()),
                Named.of(
                        "delete",
                        (auth, id) -> auth.call(ROOT, "DELETE", clientPath(id)).ok()),
                Named.of(
                        "reset",
                        (auth, id) -> auth.call(ROOT, "POST", clientPath(id) + "/reset")
                                .ok()),
                Named.of(
                        "take the role away",
                        (auth, id) -> auth.call(ROOT, "POST", clientPath(id), auth.clientBody("x"))
                                .ok()),
                Named.of(
                        "empty the role",
                        (auth, id) -> auth.call(ROOT, "POST", rolePath("r"), roleBody())
                                .ok()),
                Named.of(
                        "delete the role",
                        (auth, id) -> auth.call(ROOT, "DELETE", rolePath("r")).ok()),
                Named.of(
                        "expire",
                        (auth, id) -> auth.call(
                                        ROOT,
                                        "POST",
                                        clientPath(id),
                                        auth.clientBody("assume:r", "auth:create-client:t/*")
                                                .put(
                                                        "expires",
                                                        auth.clock.instant().toString()))
                                .ok()));
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void isFollowedEverywhereWithinTenSeconds(BiConsumer<AuthHarness, String> revoke) {
        here.role("r", "auth:current-scopes", "goal");
        // Otherwise everybody may ask for their scopes, whatever their own ones are.
        here.call(ROOT, "POST", rolePath("anonymous"), roleBody()).ok();
        Credentials client = here.client("c", "assume:r", "auth:create-client:t/*");
        Credentials temporary = TemporaryCredentials.issueNamed(
                client,
                "t/1",
                List.of("auth:current-scopes", "goal"),
                here.clock.instant(),
                here.clock.instant().plus(Duration.ofHours(1)));
        here.clock.advance(PROMISE);
        for (Credentials each : List.of(client, temporary)) {
            assertThat(elsewhere.call(each, "GET", "/scopes/current").ok().list("scopes"))
                    .contains("goal");
        }

        revoke.accept(here, "c");

        for (int second = 1; second < PROMISE.toSeconds(); second++) {
            here.clock.advance(Duration.ofSeconds(1));
            // Asking again and again must not keep what is known fresh.
            elsewhere.call(client, "GET", "/scopes/current");
            elsewhere.call(temporary, "GET", "/scopes/current");
        }
        here.clock.advance(Duration.ofSeconds(1));
        for (AuthHarness process : List.of(here, elsewhere)) {
            for (Credentials each : List.of(client, temporary)) {
                assertThat(process.call(each, "GET", "/scopes/current").status())
                        .isIn(401, 403);
            }
        }
    }
}
