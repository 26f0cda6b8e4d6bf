package io.spotcluster.ports.session;

import io.spotcluster.base.PassingFailure;
import java.time.Duration;
import java.time.Instant;

/** Opens short sessions in the cloud's account, each cut down to what a policy names. */
public interface CloudSessions {
    /**
     * The session may do what both the role and the policy allow.
     *
     * @throws SessionException see its cases
     */
    Session open(SessionRequest request);

    /**
     * @param role that the session takes on, as the cloud names it (on AWS its ARN)
     * @param name under which the cloud's own logs show the session: 2 to 64 of {@code A-Z a-z 0-9 + = , . @ _ -}
     * @param policy a document in the cloud's policy language
     * @param lifetime AWS gives 15 minutes to one hour, where the caller is a role itself
     */
    record SessionRequest(String role, String name, String policy, Duration lifetime) {}

    /** A key pair with its token; good until {@code expires}, whatever becomes of who asked for it. */
    record Session(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "Session[%s, until %s]".formatted(accessKeyId, expires);
        }
    }

    /** Why there is no session. */
    abstract sealed class SessionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private SessionException(String message, Throwable cause) {
            super(message, cause);
        }

        /** The policy is larger than the cloud accepts: the fault of who asked for so long a prefix. */
        public static final class PolicyTooLarge extends SessionException {
            private static final long serialVersionUID = 1;

            public PolicyTooLarge(String message, Throwable cause) {
                super(message, cause);
            }
        }

        /** The role does not exist, or may not be taken on: the fault of the deployment. */
        public static final class Denied extends SessionException {
            private static final long serialVersionUID = 1;

            public Denied(String message, Throwable cause) {
                super(message, cause);
            }
        }

        /** The cloud does not answer, or has too much to do. */
        public static final class Unavailable extends SessionException implements PassingFailure {
            private static final long serialVersionUID = 1;

            public Unavailable(String message, Throwable cause) {
                super(message, cause);
            }
        }
    }
}
