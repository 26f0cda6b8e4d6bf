package io.spotcluster.lambda.wiring;

import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.aws.kms.WrappedKeys;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.util.Optional;

/**
 * The key of the access tokens, wrapped by KMS and kept beside the clients: a process has it unwrapped once, instead of
 * asking KMS about each client. It is made once in a deployment's life.
 */
final class TokenKeys {
    private final Tables tables;
    private final WrappedKeys keys;

    TokenKeys(Tables tables, WrappedKeys keys) {
        this.tables = tables;
        this.keys = keys;
    }

    /** Makes it, if it is not there yet. Of several that try at once, one succeeds. */
    void ensure() {
        if (stored().isPresent()) {
            return;
        }
        Item item = new Item(
                AuthTables.TOKEN_KEY,
                1,
                Slug.nice(),
                Optional.empty(),
                keys.generate().wrapped());
        WriteOutcome _ = tables.write(new Write.Put(AuthTables.CLIENTS, item, Condition.absent()));
    }

    /** Unwrapped; it must not be stored. */
    Bytes read() {
        return keys.unwrap(stored().orElseThrow(() ->
                        new IllegalStateException("there is no key of access tokens: the function 'setup' has not run"))
                .body());
    }

    private Optional<Item> stored() {
        return tables.get(AuthTables.CLIENTS, AuthTables.TOKEN_KEY);
    }
}
