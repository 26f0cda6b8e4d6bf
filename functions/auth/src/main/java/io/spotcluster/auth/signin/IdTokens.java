package io.spotcluster.auth.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.base.Rejection;
import io.spotcluster.base.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the ID tokens of one provider (OpenID Connect Core 1.0, section 3.1.3.7). Signatures are checked by Nimbus, with keys
 * of the provider alone, whatever the token itself names. Its keys are remembered for minutes; a key that is not among them is
 * asked for at once, but twice in half a minute at most.
 */
final class IdTokens {
    private static final Logger LOG = LoggerFactory.getLogger(IdTokens.class);

    private static final int LONGEST_TOKEN = 64 * 1024;
    private static final int PATIENCE_MILLIS = 5000;
    private static final int LARGEST_KEY_SET = 256 * 1024;
    private static final long KEYS_KEPT_MILLIS = Duration.ofMinutes(10).toMillis();

    /** In {@code login-identity:<provider>/<user>}, after encoding; a role's name has 1,000 characters at most. */
    private static final int LONGEST_NAME = 400;

    private static final int MOST_GROUPS = 2000;

    private final Provider provider;
    private final ConfigurableJWTProcessor<SecurityContext> processor;
    private final Clock clock;

    IdTokens(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
        this.processor = new DefaultJWTProcessor<>();
        Set<JWSAlgorithm> algorithms =
                provider.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys(provider)));
        processor.setJWTClaimsSetVerifier(new ClaimsAt(provider, clock));
    }

    private static JWKSource<SecurityContext> keys(Provider provider) {
        return JWKSourceBuilder.create(
                        provider.jwksUrl(),
                        new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST_KEY_SET))
                .cache(KEYS_KEPT_MILLIS, PATIENCE_MILLIS)
                .retrying(true)
                .build();
    }

    /** Issuer, audience and times, by our clock. */
    private static final class ClaimsAt extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        ClaimsAt(Provider provider, Clock clock) {
            super(
                    new HashSet<>(provider.audience()),
                    new JWTClaimsSet.Builder().issuer(provider.issuer()).build(),
                    Set.of("exp", "iat", provider.userClaim()),
                    Set.of());
            this.clock = clock;
            setMaxClockSkew(Math.toIntExact(provider.clockSkew().toSeconds()));
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /**
     * @param nonce that was sent to the provider for this token; absent, if none was
     * @throws RejectedException AuthenticationFailed, saying why the token is not good, and nothing of what is in it
     */
    Identity verify(String token, Optional<String> nonce) {
        if (token.length() > LONGEST_TOKEN) {
            throw refused("it is longer than %d characters".formatted(LONGEST_TOKEN));
        }
        JWTClaimsSet claims = claims(token);
        checkAge(claims);
        checkParty(claims);
        if (!Objects.equals(text(claims, "nonce"), nonce.orElse(null))) {
            throw refused("its `nonce` is not the one of this sign-in");
        }
        String user = text(claims, provider.userClaim());
        if (user == null || !Names.isName(user)) {
            throw refused("its claim `%s`, which names the user, is no text".formatted(provider.userClaim()));
        }
        String encoded = Names.encoded(user);
        if (encoded.length() > LONGEST_NAME) {
            throw refused("the user's name is too long");
        }
        return new Identity(provider.name() + "/" + encoded, groupRoles(claims));
    }

    private JWTClaimsSet claims(String token) {
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw new KeysUnavailableException(provider.name(), e);
        } catch (BadJOSEException e) {
            // Nimbus's words are about algorithms, keys and the claims that are checked; a claim's value may be among
            // them.
            LOG.info(
                    "a token of {} was refused: {}",
                    provider.name(),
                    e.getClass().getSimpleName());
            throw refused(reason(e));
        } catch (ParseException | JOSEException e) {
            throw refused("it is no signed JWT");
        }
    }

    private static String reason(BadJOSEException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Expired")) {
            return "it has expired";
        }
        if (message.contains("missing required")) {
            return "it lacks a claim that is needed";
        }
        if (message.contains(" aud claim")) {
            return "it is for another audience";
        }
        if (message.contains(" iss claim")) {
            return "it has another issuer";
        }
        return "its algorithm, signature or claims are not what this provider's are";
    }

    /** What lay about for long may have been found by somebody. */
    private void checkAge(JWTClaimsSet claims) {
        Instant issued = claims.getIssueTime().toInstant();
        Instant now = clock.instant();
        if (issued.isAfter(now.plus(provider.clockSkew()))) {
            throw refused("it was issued at %s, and here it is %s"
                    .formatted(Timestamp.format(issued), Timestamp.format(now)));
        }
        if (issued.isBefore(now.minus(provider.maximumAge()).minus(provider.clockSkew()))) {
            throw refused("it was issued at %s, more than %d seconds ago"
                    .formatted(Timestamp.format(issued), provider.maximumAge().toSeconds()));
        }
    }

    /** With several audiences it must say to whom it was given, and that must be one of ours. */
    private void checkParty(JWTClaimsSet claims) {
        String party = text(claims, "azp");
        boolean several = claims.getAudience().size() > 1;
        if ((several && party == null) || (party != null && !provider.audience().contains(party))) {
            throw refused("it was given to another party (`azp`)");
        }
    }

    private List<String> groupRoles(JWTClaimsSet claims) {
        List<String> roles = new ArrayList<>();
        for (Provider.GroupClaim groups : provider.groups()) {
            for (Object group : listed(claims.getClaim(groups.claim()))) {
                if (group instanceof String name
                        && !name.isEmpty()
                        && Names.encoded(name).length() <= LONGEST_NAME) {
                    roles.add(groups.rolePrefix() + Names.encoded(name));
                }
            }
        }
        if (roles.size() > MOST_GROUPS) {
            throw refused("it names %d groups, more than %d".formatted(roles.size(), MOST_GROUPS));
        }
        return roles.stream().distinct().toList();
    }

    private static List<?> listed(@Nullable Object claim) {
        return switch (claim) {
            case List<?> list -> list;
            case String one -> List.of(one);
            case null, default -> List.of();
        };
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : null;
    }

    private RejectedException refused(String why) {
        return new Rejection(
                        ErrorCode.AUTHENTICATION_FAILED,
                        "the ID token is not one with which '%s' signs users in: %s".formatted(provider.name(), why))
                .asException();
    }
}
