package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Runtime.Version;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SqliteVersionTest {
    /**
     * Before, a checkpoint by one connection while another one writes may corrupt the file (https://www.sqlite.org/wal.html),
     * and {@link Checkpoints} does just that.
     */
    @Test
    void isOneThatMayCheckpointAndWriteAtTheSameTime() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sqlite_version()")) {
            assertThat(Version.parse(row.getString(1))).isGreaterThanOrEqualTo(Version.parse("3.51.3"));
        }
    }
}
