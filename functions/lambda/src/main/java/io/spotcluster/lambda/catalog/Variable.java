package io.spotcluster.lambda.catalog;

import io.spotcluster.ports.queue.QueueDefinition;
import java.util.Locale;

/** An environment variable of a function, with its meaning; the deployment gives the value. */
public sealed interface Variable {
    String name();

    /** Which function of the catalogue this is: its {@link FunctionDefinition#name}. */
    record Function() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_FUNCTION";
        }
    }

    /** What comes before the names of tables; lower-case letters, digits and dashes. */
    record Deployment() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_DEPLOYMENT";
        }
    }

    /** Under which clients address the deployment, such as {@code https://ci.example.com}; no slash at the end. Signatures cover it. */
    record RootUrl() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_ROOT_URL";
        }
    }

    /** Where the HTTP API itself answers, without the front before it; no slash at the end. Nobody signs for it. */
    record ApiUrl() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_API_URL";
        }
    }

    /** The URL of a work queue. */
    record WorkQueueUrl(QueueDefinition queue) implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_WORK_QUEUE_"
                    + queue.name().toUpperCase(Locale.ROOT).replace('-', '_');
        }
    }

    /** The name of the bucket of blobs. */
    record BlobBucket() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_BLOB_BUCKET";
        }
    }

    /** The ARN of the role that signs URLs of blobs. */
    record BlobSigner() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_BLOB_SIGNER";
        }
    }

    /** The name of the event bus. */
    record EventBus() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_EVENT_BUS";
        }
    }

    /** The ARN of the KMS key that wraps the key of the access tokens. */
    record TokenKey() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_TOKEN_KEY";
        }
    }

    /** The ARN of the secret whose whole text is the root client's access token: 22 to 66 letters, digits, dashes and underscores. */
    record RootToken() implements Variable {
        @Override
        public String name() {
            return "SPOTCLUSTER_ROOT_TOKEN_SECRET";
        }
    }
}
