package io.spotcluster.lambda.catalog;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import java.util.List;
import java.util.Set;

/** Something a function uses, and for what. Its permissions are these and no others. */
public sealed interface Use {
    /** A table, named {@code <deployment>-<name>}. */
    record OfTable(TableDefinition table, Set<TableAction> actions) implements Use {
        public OfTable {
            actions = Set.copyOf(actions);
        }
    }

    /** Sending to a work queue: {@code sqs:SendMessage}. Receiving is a matter of {@link Trigger.Work}. */
    record OfQueue(QueueDefinition queue) implements Use {
        public static final String IAM_ACTION = "sqs:SendMessage";
    }

    /** The bucket of blobs. */
    record OfBlobs(Set<BlobAction> actions) implements Use {
        public OfBlobs {
            actions = Set.copyOf(actions);
        }
    }

    /**
     * Signed URLs of blobs. They are signed by a role of their own, {@link #SIGNER}, which the function assumes for an hour at
     * a time: URLs die with the session that signed them, and the end of a function's own session is unknown to it. The role
     * trusts the function's role alone.
     */
    record OfSignedUrls() implements Use {
        /** What the role that signs may do. */
        public static final OfBlobs SIGNER = new OfBlobs(Set.of(BlobAction.GET, BlobAction.PUT));

        public static final String IAM_ACTION = "sts:AssumeRole";
    }

    /** The bus of the deployment: {@code events:PutEvents}. */
    record OfEvents() implements Use {
        public static final String IAM_ACTION = "events:PutEvents";
    }

    /** The KMS key that wraps the key of the access tokens. */
    record OfTokenKey(Set<KeyAction> actions) implements Use {
        public OfTokenKey {
            actions = Set.copyOf(actions);
        }
    }

    /** The secret that holds the root client's access token: {@code secretsmanager:GetSecretValue}. */
    record OfRootToken() implements Use {
        public static final String IAM_ACTION = "secretsmanager:GetSecretValue";
    }

    /**
     * The secret {@code <deployment>/configuration}, if the operator's configuration has secrets: {@code
     * secretsmanager:GetSecretValue}.
     */
    record OfConfiguredSecrets() implements Use {
        public static final String IAM_ACTION = "secretsmanager:GetSecretValue";
    }

    /** The roles with buckets that the operator's configuration names, if any: {@code sts:AssumeRole}. */
    record OfConfiguredRoles() implements Use {
        public static final String IAM_ACTION = "sts:AssumeRole";
    }

    /** The secret {@code <deployment>/worker}, if the deployment keeps machines: as whom they claim. */
    record OfWorkerSecret() implements Use {
        public static final List<String> IAM_ACTIONS =
                List.of("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue");
    }
}
