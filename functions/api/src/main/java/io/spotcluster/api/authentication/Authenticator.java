package io.spotcluster.api.authentication;

import io.spotcluster.api.http.HttpRequest;

/** Says who sent a request. The pipeline asks it for every method that needs scopes, and for no public one. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller with expanded scopes; without credentials in the request, {@link Caller#ANONYMOUS} with the scopes of the
     * role {@code anonymous}.
     *
     * @throws io.spotcluster.base.RejectedException AuthenticationFailed, when there are credentials and they are not good
     */
    Caller authenticate(HttpRequest request);
}
