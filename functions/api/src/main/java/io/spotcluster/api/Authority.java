package io.spotcluster.api;

import io.spotcluster.api.authentication.Caller;

/**
 * By what right something is written. Every commit takes one, so that a forgotten check of scopes does not compile: only
 * the pipeline makes an {@link Authorized}, and a {@link BackgroundLoop} says which loop acts.
 */
public sealed interface Authority {
    /** Who acts, for the audit history and logs: a clientId, or a loop's name. */
    String actor();

    /** Proof that the caller's scopes satisfied the method's scope expression. */
    final class Authorized implements Authority {
        private final Caller caller;

        /** For the pipeline alone. */
        Authorized(Caller caller) {
            this.caller = caller;
        }

        public Caller caller() {
            return caller;
        }

        @Override
        public String actor() {
            return caller.clientId();
        }
    }

    /** A loop of ours acts (feed, sweeper), on what the tables say and on nobody's behalf. */
    record BackgroundLoop(String actor) implements Authority {}
}
