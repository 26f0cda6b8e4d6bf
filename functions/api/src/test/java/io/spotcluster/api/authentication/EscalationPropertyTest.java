package io.spotcluster.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.RejectedException;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** However roles, certificates and restrictions are combined, nobody gets what the client that signed does not have. */
class EscalationPropertyTest {
    private static final URI URL = URI.create("https://tc.example.com/api/queue/v1/x");

    /** What a request is signed with: the client itself, or credentials it issued to others. */
    record Use(Optional<String> name, Optional<List<String>> certificate, Optional<List<String>> authorized) {}

    @Provide
    Arbitrary<Map<String, List<String>>> roles() {
        Arbitrary<String> roleId = Arbitraries.of("anonymous", "a", "b", "a*", "ab*", "c:*", "c:d:*", "*");
        Arbitrary<List<String>> granted = Arbitraries.of(
                        "x:1",
                        "x:*",
                        "y",
                        "assume:a",
                        "assume:b",
                        "assume:ab*",
                        "assume:c:<..>",
                        "x:<..>",
                        "x:<..>/*",
                        "auth:create-client:t/*",
                        "assume:c:d:e")
                .list()
                .uniqueElements()
                .ofMaxSize(3);
        return Arbitraries.maps(roleId, granted)
                .ofMaxSize(4)
                .filter(map -> RoleSet.compile(0, map).fault().isEmpty());
    }

    @Provide
    Arbitrary<List<String>> scopes() {
        return Arbitraries.of(
                        "x:1",
                        "x:2",
                        "x:*",
                        "y",
                        "y*",
                        "z",
                        "assume:a",
                        "assume:a*",
                        "assume:abc",
                        "assume:c:1",
                        "assume:c:d:*",
                        "assume:*",
                        "a*",
                        "assume:anonymous",
                        "auth:create-client:t/*")
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Use> uses() {
        return Combinators.combine(
                        Arbitraries.of("t/1", "other").optional(0.6), scopes().optional(0.7), scopes().optional(0.5))
                .as(Use::new);
    }

    @Property(tries = 1000)
    void aRequestHasAtMostWhatItsIssuerHasAndEverybodyHas(
            @ForAll("roles") Map<String, List<String>> roles,
            @ForAll("scopes") List<String> issuerScopes,
            @ForAll("uses") Use use) {
        HandTurnedClock clock = new HandTurnedClock();
        Instant expires = clock.instant().plusSeconds(3600);
        FakeIdentities identities = new FakeIdentities()
                .with("issuer", expires, issuerScopes.toArray(String[]::new))
                .withRoles(roles);
        HawkAuthenticator authenticator = new HawkAuthenticator(identities, List.of(SignedHost.of(URL)), clock);
        Credentials issuer = FakeIdentities.credentials("issuer");
        Credentials credentials = use.certificate()
                .map(scopes -> use.name()
                        .map(name -> TemporaryCredentials.issueNamed(issuer, name, scopes, clock.instant(), expires))
                        .orElseGet(() -> TemporaryCredentials.issueUnnamed(issuer, scopes, clock.instant(), expires)))
                .orElse(issuer);
        RequestSigner signer = use.authorized()
                .map(scopes -> RequestSigner.restricted(credentials, scopes, clock))
                .orElse(RequestSigner.of(credentials, clock));
        ScopeSet everybody = identities.roles().expand(ScopeSet.of("assume:anonymous"));
        ScopeSet most = identities.roles().expand(new ScopeSet(issuerScopes)).union(everybody);

        Optional<Caller> caller = call(authenticator, signer);

        Statistics.collect(caller.isPresent() ? "accepted" : "refused");
        caller.ifPresent(accepted -> {
            assertThat(most.satisfies(accepted.scopes())).isTrue();
            use.authorized()
                    .ifPresent(authorized -> assertThat(identities
                                    .roles()
                                    .expand(new ScopeSet(authorized))
                                    .union(everybody)
                                    .satisfies(accepted.scopes()))
                            .isTrue());
            use.certificate()
                    .ifPresent(certificate -> assertThat(identities
                                    .roles()
                                    .expand(new ScopeSet(certificate))
                                    .union(everybody)
                                    .satisfies(accepted.scopes()))
                            .isTrue());
            assertThat(accepted.scopes().satisfies(everybody)).isTrue();
        });
        boolean entitled = use.certificate()
                        .map(certificate -> most(identities, issuerScopes).satisfiesAll(certificate)
                                && use.name()
                                        .map(name ->
                                                most(identities, issuerScopes).satisfies("auth:create-client:" + name))
                                        .orElse(true))
                        .orElse(true)
                && use.authorized()
                        .map(authorized -> identities
                                .roles()
                                .expand(new ScopeSet(use.certificate().orElse(issuerScopes)))
                                .union(everybody)
                                .satisfiesAll(authorized))
                        .orElse(true);
        assertThat(caller.isPresent()).isEqualTo(entitled);
    }

    private static ScopeSet most(FakeIdentities identities, List<String> issuerScopes) {
        return identities.roles().expand(new ScopeSet(issuerScopes));
    }

    private static Optional<Caller> call(HawkAuthenticator authenticator, RequestSigner signer) {
        try {
            return Optional.of(authenticator.authenticate(new HttpRequest(
                    "GET",
                    URL.getRawPath(),
                    "",
                    Map.of("authorization", List.of(signer.header("GET", URL))),
                    Bytes.EMPTY,
                    "")));
        } catch (RejectedException e) {
            return Optional.empty();
        }
    }
}
