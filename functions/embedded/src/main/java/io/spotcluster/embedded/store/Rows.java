package io.spotcluster.embedded.store;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Items as four columns in a row: version, nonce, expires, body. */
final class Rows {
    private Rows() {}

    /** @param column of the version */
    static Item item(Key key, ResultSet row, int column) throws SQLException {
        long version = row.getLong(column);
        String nonce = row.getString(column + 1);
        long expires = row.getLong(column + 2);
        boolean never = row.wasNull();
        byte @Nullable [] body = row.getBytes(column + 3);
        return new Item(
                key,
                version,
                nonce,
                never ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)),
                body == null || body.length == 0 ? Bytes.EMPTY : Bytes.wrap(body));
    }

    /** An item as it will be read again. */
    static Item asStored(Item item) {
        return item.expires()
                .map(expires -> Instant.ofEpochMilli(milliseconds(expires)))
                .filter(stored -> !item.expires().equals(Optional.of(stored)))
                .map(stored -> new Item(item.key(), item.version(), item.nonce(), Optional.of(stored), item.body()))
                .orElse(item);
    }

    /** The image of an item in the feed: absent where its version is null. */
    static Optional<Item> image(Key key, ResultSet row, int column) throws SQLException {
        row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(item(key, row, column));
    }

    static void bind(PreparedStatement statement, int parameter, Item item) throws SQLException {
        statement.setLong(parameter, item.version());
        statement.setString(parameter + 1, item.nonce());
        if (item.expires().isPresent()) {
            statement.setLong(parameter + 2, milliseconds(item.expires().get()));
        } else {
            statement.setNull(parameter + 2, Types.INTEGER);
        }
        statement.setBytes(parameter + 3, item.body().unsafeArray());
    }

    static void bindImage(PreparedStatement statement, int parameter, Optional<Item> item) throws SQLException {
        if (item.isPresent()) {
            bind(statement, parameter, item.get());
        } else {
            for (int i = 0; i < 4; i++) {
                statement.setNull(parameter + i, Types.NULL);
            }
        }
    }

    /** Rounded up: an item must not cease to exist before its time. */
    static long milliseconds(Instant expires) {
        return expires.plus(Duration.ofNanos(999_999)).toEpochMilli();
    }
}
