package io.spotcluster.embedded.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Statements of one connection that are closed together. The driver keeps each until then, or until the connection ends. */
final class Prepared implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prepared.class);

    private final Connection connection;
    private final List<PreparedStatement> statements = new ArrayList<>();

    Prepared(Connection connection) {
        this.connection = connection;
    }

    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statements.add(statement);
        return statement;
    }

    @Override
    public void close() {
        for (PreparedStatement statement : statements) {
            try {
                statement.close();
            } catch (SQLException e) {
                LOG.debug("closing a statement: {}", e.getMessage());
            }
        }
    }
}
