package io.spotcluster.embedded.store;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sends, takes and drops messages, inside the writer's transaction and on its thread. Times are milliseconds since 1970. */
final class MessageWriter {
    /** The delivery that a receipt names, while it is good. */
    private static final String HELD = " where id = ? and queue = ? and deliveries = ? and dead = 0 and visible > ?";

    private final PreparedStatement send;
    private final PreparedStatement giveUp;
    private final PreparedStatement visible;
    private final PreparedStatement hide;
    private final PreparedStatement delete;
    private final PreparedStatement release;
    private final PreparedStatement dead;

    MessageWriter(Prepared prepared) throws SQLException {
        send = prepared.prepare("insert into message (queue, visible, deliveries, dead, body) values (?, ?, 0, 0, ?)");
        giveUp = prepared.prepare(
                "update message set dead = 1 where queue = ? and dead = 0 and visible <= ? and deliveries >= ?");
        visible = prepared.prepare("""
                select id, deliveries + 1, body from message where queue = ? and dead = 0 and visible <= ?
                order by visible, id limit ?""");
        hide = prepared.prepare("update message set visible = ?, deliveries = deliveries + 1 where id = ?");
        delete = prepared.prepare("delete from message" + HELD);
        release = prepared.prepare("update message set visible = ?" + HELD);
        dead = prepared.prepare("""
                select id, deliveries, body from message where queue = ? and dead = 1
                order by visible, id limit ?""");
    }

    boolean send(QueueDefinition queue, String body, long visibleFrom) throws SQLException {
        send.setString(1, queue.name());
        send.setLong(2, visibleFrom);
        send.setString(3, body);
        return send.executeUpdate() == 1;
    }

    List<Received> receive(QueueDefinition queue, int limit, long now) throws SQLException {
        giveUp(queue, now);
        visible.setString(1, queue.name());
        visible.setLong(2, now);
        visible.setInt(3, limit);
        List<Received> received = received(visible);
        for (Received message : received) {
            hide.setLong(1, now + queue.visibility().toMillis());
            hide.setLong(2, Long.parseLong(message.messageId()));
            hide.executeUpdate();
        }
        return received;
    }

    List<Received> deadLetters(QueueDefinition queue, int limit, long now) throws SQLException {
        giveUp(queue, now);
        dead.setString(1, queue.name());
        dead.setInt(2, limit);
        return received(dead);
    }

    private void giveUp(QueueDefinition queue, long now) throws SQLException {
        giveUp.setString(1, queue.name());
        giveUp.setLong(2, now);
        giveUp.setInt(3, queue.receives());
        giveUp.executeUpdate();
    }

    boolean delete(QueueDefinition queue, Received message, long now) throws SQLException {
        bindHeld(delete, 1, queue, message, now);
        return delete.executeUpdate() == 1;
    }

    boolean release(QueueDefinition queue, Received message, long visibleFrom, long now) throws SQLException {
        release.setLong(1, visibleFrom);
        bindHeld(release, 2, queue, message, now);
        return release.executeUpdate() == 1;
    }

    private static void bindHeld(
            PreparedStatement statement, int parameter, QueueDefinition queue, Received message, long now)
            throws SQLException {
        String[] receipt = message.receipt().split("/", 2);
        statement.setLong(parameter, Long.parseLong(receipt[0]));
        statement.setString(parameter + 1, queue.name());
        statement.setInt(parameter + 2, Integer.parseInt(receipt[1]));
        statement.setLong(parameter + 3, now);
    }

    private static List<Received> received(PreparedStatement statement) throws SQLException {
        List<Received> messages = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String id = row.getString(1);
                int deliveries = row.getInt(2);
                messages.add(new Received(id, id + "/" + deliveries, row.getString(3), deliveries));
            }
        }
        return messages;
    }
}
