package io.spotcluster.api.authentication;

import java.util.Optional;

/** What became of looking at a request's credentials, when they are good or missing. */
public sealed interface Authentication {
    Caller caller();

    /** There are none. */
    record Anonymous(Caller caller) implements Authentication {}

    /**
     * They are good.
     *
     * @param hash of the payload as signed, for whoever has the payload to compare
     */
    record Signed(Caller caller, Optional<String> hash) implements Authentication {}
}
