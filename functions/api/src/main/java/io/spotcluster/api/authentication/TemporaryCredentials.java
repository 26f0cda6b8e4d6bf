package io.spotcluster.api.authentication;

import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Slug;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes temporary credentials, which need no record anywhere: the issuer's signature is what makes them good. */
public final class TemporaryCredentials {
    /** The longest that they may last. */
    public static final Duration MAXIMUM = Duration.ofDays(31);

    private TemporaryCredentials() {}

    /**
     * Credentials that go by {@code name}. They are only good while the issuer holds {@code auth:create-client:<name>} and
     * every one of {@code scopes}, and is neither disabled nor expired nor given another token.
     *
     * @throws IllegalArgumentException when they could never be good: over {@link #MAXIMUM}, a name or a scope with
     *     characters that neither may have, an issuer that is temporary itself or has that very name
     */
    public static Credentials issueNamed(
            Credentials issuer, String name, List<String> scopes, Instant start, Instant expiry) {
        if (!Extension.CLIENT_ID.matcher(name).matches() || name.equals(issuer.clientId())) {
            throw new IllegalArgumentException(
                    "'%s' cannot name temporary credentials issued by '%s'".formatted(name, issuer.clientId()));
        }
        return issue(issuer, Optional.of(name), scopes, start, expiry);
    }

    /** Credentials that go by the issuer's clientId, with fewer scopes and less time. */
    public static Credentials issueUnnamed(Credentials issuer, List<String> scopes, Instant start, Instant expiry) {
        return issue(issuer, Optional.empty(), scopes, start, expiry);
    }

    private static Credentials issue(
            Credentials issuer, Optional<String> name, List<String> scopes, Instant start, Instant expiry) {
        if (issuer.certificate().isPresent()) {
            throw new IllegalArgumentException("temporary credentials cannot issue temporary credentials");
        }
        if (start.isAfter(expiry) || expiry.isAfter(start.plus(MAXIMUM))) {
            throw new IllegalArgumentException(
                    "temporary credentials last at most %s, not from %s to %s".formatted(MAXIMUM, start, expiry));
        }
        scopes.stream().filter(scope -> !ScopeSet.isScope(scope)).findFirst().ifPresent(scope -> {
            throw new IllegalArgumentException("'%s' is no scope: it is not printable ASCII".formatted(scope));
        });
        String seed = Slug.encode(UUID.randomUUID()) + Slug.encode(UUID.randomUUID());
        Certificate certificate =
                Certificate.sign(issuer, name, scopes, start.toEpochMilli(), expiry.toEpochMilli(), seed);
        return new Credentials(
                name.orElse(issuer.clientId()),
                certificate.derive(issuer.accessToken()),
                Optional.of(certificate.toJson().toString()));
    }
}
