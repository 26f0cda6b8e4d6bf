package io.spotcluster.api.authentication;

import io.spotcluster.api.hawk.AuthenticationFailed;
import io.spotcluster.api.hawk.Bewit;
import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.Mac256;
import io.spotcluster.api.hawk.PayloadHash;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Checks Hawk headers and bewits against {@link Identities}, with everything that Taskcluster adds: temporary credentials,
 * {@code authorizedScopes}, roles.
 *
 * <p>Nothing is told about a client's scopes before the request has proved that it holds the token.
 */
public final class HawkAuthenticator implements Authenticator {
    /** How far a client's clock may be off. A replay within it is accepted: there is no store of nonces. */
    public static final Duration SKEW = Duration.ofMinutes(15);

    private static final Duration CERTIFICATE_SKEW = Duration.ofMinutes(5);
    private static final Duration ANONYMOUS_LIFE = Duration.ofMinutes(15);
    private static final String ANONYMOUS_ROLE = RoleSet.ASSUME + "anonymous";

    private final Identities identities;
    private final List<SignedHost> hosts;
    private final Clock clock;

    /** @param hosts under which clients address this deployment: that of the root URL, and its aliases in local mode */
    public HawkAuthenticator(Identities identities, List<SignedHost> hosts, Clock clock) {
        this.identities = identities;
        this.hosts = List.copyOf(hosts);
        this.clock = clock;
    }

    @Override
    public Caller authenticate(HttpRequest request) {
        List<String> headers = request.headers().getOrDefault("authorization", List.of());
        if (headers.size() > 1) {
            throw AuthenticationFailed.because("the request has %d Authorization headers".formatted(headers.size()));
        }
        String resource =
                request.rawQuery().isEmpty() ? request.rawPath() : request.rawPath() + "?" + request.rawQuery();
        Authentication result = verify(new SignedRequest(
                request.method(), resource, hosts, headers.stream().findFirst()));
        if (result instanceof Authentication.Signed(Caller caller, Optional<String> hash)) {
            String contentType = request.header("content-type").orElse("");
            hash.filter(signed -> !Mac256.equal(signed, PayloadHash.of(contentType, request.body())))
                    .ifPresent(signed -> {
                        throw AuthenticationFailed.because(
                                "the signed hash of the payload is not that of the payload and content type '%s' received"
                                        .formatted(contentType));
                    });
            return caller;
        }
        return result.caller();
    }

    /**
     * Checks everything but the payload.
     *
     * @throws io.spotcluster.base.RejectedException AuthenticationFailed, when there are credentials and they are not good
     */
    public Authentication verify(SignedRequest request) {
        boolean hasBewit = Bewit.isIn(request.resource());
        if (request.authorization().isPresent()) {
            if (hasBewit) {
                throw AuthenticationFailed.because("the request has both an Authorization header and a bewit");
            }
            return verify(request, HawkHeader.parse(request.authorization().get()));
        }
        if (hasBewit) {
            return verify(request, Bewit.find(request.resource()));
        }
        ScopeSet scopes = identities.roles().expand(ScopeSet.of(ANONYMOUS_ROLE));
        return new Authentication.Anonymous(
                new Caller(Caller.ANONYMOUS, scopes, clock.instant().plus(ANONYMOUS_LIFE)));
    }

    private Authentication verify(SignedRequest request, HawkHeader header) {
        Claim claim = claim(header.id(), header.extension());
        prove(request, host -> header.isSignedWith(claim.token().reveal(), request.method(), request.resource(), host));
        Instant now = clock.instant();
        if (Duration.between(header.time(), now).abs().compareTo(SKEW) > 0) {
            throw AuthenticationFailed.because(
                    "the request was signed at %s, and here it is %s: more than %d minutes apart"
                            .formatted(header.time(), Timestamp.format(now), SKEW.toMinutes()));
        }
        return new Authentication.Signed(caller(claim, now), header.hash());
    }

    private Authentication verify(SignedRequest request, Bewit.Found found) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw AuthenticationFailed.because("a bewit is good for GET and HEAD, not for " + request.method());
        }
        Bewit bewit = found.bewit();
        Claim claim = claim(bewit.id(), Optional.of(bewit.extension()).filter(text -> !text.isEmpty()));
        prove(request, host -> bewit.isSignedWith(claim.token().reveal(), found.resource(), host));
        Instant now = clock.instant();
        if (!now.isBefore(bewit.expires())) {
            throw AuthenticationFailed.because(
                    "the bewit expired at %s, and here it is %s".formatted(bewit.expires(), Timestamp.format(now)));
        }
        return new Authentication.Signed(caller(claim, now), Optional.empty());
    }

    /** Whom a request claims to be from, with the token that it must be signed with. */
    private record Claim(String clientId, Identity client, Extension extension, AccessToken token) {}

    private Claim claim(String clientId, Optional<String> extension) {
        if (!Extension.CLIENT_ID.matcher(clientId).matches()) {
            throw AuthenticationFailed.because("the id of the credentials is no clientId");
        }
        Extension limits = extension.map(Extension::parse).orElse(Extension.NONE);
        Optional<String> issuer = limits.certificate().flatMap(Certificate::issuer);
        if (issuer.filter(clientId::equals).isPresent()) {
            throw AuthenticationFailed.because(
                    "`ext.certificate.issuer` is the clientId '%s' itself".formatted(clientId));
        }
        String signer = issuer.orElse(clientId);
        Identity client = identities
                .client(signer)
                .orElseThrow(() -> AuthenticationFailed.because("there is no client '%s'".formatted(signer)));
        AccessToken token = limits.certificate()
                .map(certificate -> certificate.derive(client.accessToken()))
                .orElse(client.accessToken());
        return new Claim(clientId, client, limits, token);
    }

    private static void prove(SignedRequest request, Predicate<SignedHost> isSigned) {
        if (request.hosts().stream().noneMatch(isSigned)) {
            throw AuthenticationFailed.because(
                    "the signature (mac) is not that of this request: wrong access token, or another method, path, query, host or port");
        }
    }

    private Caller caller(Claim claim, Instant now) {
        Identity client = claim.client();
        if (client.disabled()) {
            throw AuthenticationFailed.because("the client '%s' is disabled".formatted(client.clientId()));
        }
        if (client.expires().isBefore(now)) {
            throw AuthenticationFailed.because(
                    "the client '%s' expired at %s".formatted(client.clientId(), Timestamp.format(client.expires())));
        }
        RoleSet roles = identities.roles();
        ScopeSet scopes = roles.expand(client.scopes());
        Instant expires = client.expires();
        if (claim.extension().certificate().isPresent()) {
            Certificate certificate = claim.extension().certificate().get();
            check(certificate, claim, scopes, now);
            scopes = new ScopeSet(certificate.scopes());
            Instant ends = Instant.ofEpochMilli(certificate.expiry());
            expires = ends.isBefore(expires) ? ends : expires;
        }
        // Everybody may do what anonymous callers may: before `authorizedScopes`, so that it may name such scopes, and
        // again
        // after it, since it cannot take them away.
        scopes = roles.expand(scopes.with(ANONYMOUS_ROLE));
        if (claim.extension().authorizedScopes().isPresent()) {
            ScopeSet authorized =
                    new ScopeSet(claim.extension().authorizedScopes().get());
            if (!scopes.satisfies(authorized)) {
                throw AuthenticationFailed.because("`ext.authorizedScopes` asks for what the credentials do not have: "
                        + missing(scopes, authorized.scopes()));
            }
            scopes = roles.expand(authorized.with(ANONYMOUS_ROLE));
        }
        identities.used(client);
        return new Caller(claim.clientId(), scopes, expires);
    }

    private static void check(Certificate certificate, Claim claim, ScopeSet issuerScopes, Instant now) {
        String issuer = claim.client().clientId();
        if (!certificate.isSignedWith(claim.client().accessToken(), claim.clientId())) {
            throw AuthenticationFailed.because(
                    "`ext.certificate.signature` is not that of '%s' for credentials named '%s'"
                            .formatted(issuer, claim.clientId()));
        }
        Instant start = Instant.ofEpochMilli(certificate.start());
        Instant expiry = Instant.ofEpochMilli(certificate.expiry());
        if (start.isAfter(now.plus(CERTIFICATE_SKEW))) {
            throw AuthenticationFailed.because("the temporary credentials are good from %s on, and here it is %s"
                    .formatted(Timestamp.format(start), Timestamp.format(now)));
        }
        if (expiry.isBefore(now.minus(CERTIFICATE_SKEW))) {
            throw AuthenticationFailed.because("the temporary credentials expired at %s, and here it is %s"
                    .formatted(Timestamp.format(expiry), Timestamp.format(now)));
        }
        if (certificate.expiry() - certificate.start() > TemporaryCredentials.MAXIMUM.toMillis()) {
            throw AuthenticationFailed.because("the temporary credentials last from %s to %s, more than %d days"
                    .formatted(
                            Timestamp.format(start), Timestamp.format(expiry), TemporaryCredentials.MAXIMUM.toDays()));
        }
        String createScope = "auth:create-client:" + claim.clientId();
        if (certificate.issuer().isPresent() && !issuerScopes.satisfies(createScope)) {
            throw AuthenticationFailed.because(
                    "the issuer '%s' does not have `%s`, which issuing these temporary credentials takes"
                            .formatted(issuer, createScope));
        }
        if (!issuerScopes.satisfiesAll(certificate.scopes())) {
            throw AuthenticationFailed.because("the issuer '%s' does not have what its temporary credentials grant: %s"
                    .formatted(issuer, missing(issuerScopes, certificate.scopes())));
        }
    }

    private static String missing(ScopeSet held, List<String> wanted) {
        return String.join(
                ", ", wanted.stream().filter(scope -> !held.satisfies(scope)).toList());
    }
}
