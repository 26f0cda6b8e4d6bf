package io.spotcluster.queue.tables;

import io.spotcluster.ports.table.Key;
import io.spotcluster.queue.task.TaskId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Something to look at when its time has come. Timers stand in buckets of a minute, each split into shards, and a sweeper
 * goes through the buckets of a shard in order.
 *
 * @param subject what {@code kind} says
 */
public record Timer(Instant due, Kind kind, String subject) {
    /** Fixed for good: each shard has its own cursor, and timers would be lost if a shard fell away. */
    public static final int SHARDS = 4;

    public enum Kind {
        /** The claim of {@code taskId#run} ends. */
        CLAIM("claim"),
        /** The task {@code taskId} has reached its deadline. */
        DEADLINE("deadline"),
        /** The bytes under a key that no lifecycle rule empties are not needed any more. */
        BLOB("blob");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no kind of timer"));
        }
    }

    public static Timer claim(TaskId taskId, int runId, Instant takenUntil) {
        return new Timer(takenUntil, Kind.CLAIM, taskId + "#" + runId);
    }

    public static Timer deadline(TaskId taskId, Instant deadline) {
        return new Timer(deadline, Kind.DEADLINE, taskId.text());
    }

    public static Timer blob(String key, Instant expires) {
        return new Timer(expires, Kind.BLOB, key);
    }

    public static Timer read(String sort) {
        List<String> words = List.of(sort.split("#", 3));
        return new Timer(Instant.ofEpochMilli(Long.parseLong(words.get(0))), Kind.of(words.get(1)), words.get(2));
    }

    /** Whose claim or deadline it is. */
    public TaskId taskId() {
        int separator = subject.indexOf('#');
        return new TaskId(separator < 0 ? subject : subject.substring(0, separator));
    }

    /** Whose claim it is. */
    public int runId() {
        return Integer.parseInt(subject.substring(subject.indexOf('#') + 1));
    }

    /** Is the other one about the same, if for another time? */
    public boolean isAboutSame(Timer other) {
        return kind == other.kind && subject.equals(other.subject);
    }

    public int shard() {
        return Math.floorMod(subject.hashCode(), SHARDS);
    }

    /** The bucket that a timer goes into, unless that one has passed. */
    public long minute() {
        return minuteOf(due);
    }

    public Key key() {
        return keyIn(minute());
    }

    public Key keyIn(long minute) {
        return new Key(bucket(minute, shard()), sort());
    }

    public String sort() {
        return QueueTables.padded(due.toEpochMilli(), 13) + "#" + kind.word + "#" + subject;
    }

    public static long minuteOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60L);
    }

    /** The partition of one minute of one shard. */
    public static String bucket(long minute, int shard) {
        return minute + "#" + shard;
    }

    /** Where the sweeper of a shard keeps how far it has come. */
    public static Key cursor(int shard) {
        return new Key("cursor", Integer.toString(shard));
    }
}
