package io.spotcluster.api.testing;

import io.spotcluster.api.authentication.Authenticator;
import io.spotcluster.api.authentication.Caller;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.time.Instant;
import java.util.List;

/**
 * Trusts each value of a header {@code x-scope}: the caller {@code tester} has these scopes, whatever they are. The scope
 * {@code wrong} stands for credentials that are not good. For tests of what comes after authentication.
 */
public final class HeaderAuthenticator implements Authenticator {
    public static final String HEADER = "x-scope";
    public static final String WRONG = "wrong";
    public static final String TESTER = "tester";

    @Override
    public Caller authenticate(HttpRequest request) {
        List<String> scopes = request.headers().get(HEADER);
        if (scopes == null) {
            return new Caller(Caller.ANONYMOUS, ScopeSet.EMPTY, Instant.MAX);
        }
        if (scopes.contains(WRONG)) {
            throw new Rejection(ErrorCode.AUTHENTICATION_FAILED, "the signature is not good").asException();
        }
        return new Caller(TESTER, new ScopeSet(scopes), Instant.MAX);
    }
}
