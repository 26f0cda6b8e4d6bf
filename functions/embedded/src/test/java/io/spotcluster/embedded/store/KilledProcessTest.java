package io.spotcluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
    private static final int ROUNDS = 4;

    @TempDir
    Path folder = Path.of("");

    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    private final Map<String, Long> told = new HashMap<>();
    private final Set<String> received = new HashSet<>();

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            writeUntilKilled(300 + 170 * round);
            try (EmbeddedStore store = EmbeddedStore.open(folder, Clock.systemUTC())) {
                checkItems(store);
                readFeed(store);
                receive(store);
            }
        }
        assertThat(received).containsAll(sent);
        assertThat(sent).isNotEmpty();
    }

    private void writeUntilKilled(int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WritingProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                note(line);
                if (++read == lines) {
                    // Not Process.destroyForcibly: that closes the pipe, and with it the last lines.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(read).as("lines before the process ended").isGreaterThanOrEqualTo(lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The last line may be cut off by the kill: what is noted of it is less than what was acknowledged. */
    private void note(String line) {
        String[] words = line.split(" ", 3);
        if (words.length >= 2 && words[0].startsWith("writer-") && !words[1].isEmpty()) {
            acknowledged.merge(words[0], Long.parseLong(words[1]), Math::max);
            if (words.length == 3 && words[2].equals("sent")) {
                sent.add(words[0] + " " + words[1]);
            }
        }
    }

    private void checkItems(EmbeddedStore store) {
        acknowledged.forEach((writer, version) -> {
            Optional<Item> truth = store.tables().get(WritingProcess.TABLE, new Key(writer, "status"));
            long stands = truth.orElseThrow().version();
            assertThat(stands).isGreaterThanOrEqualTo(version);
            assertThat(hints(store, writer))
                    .as("a hint for each version of the truth")
                    .isEqualTo(stands);
        });
    }

    private static long hints(EmbeddedStore store, String writer) {
        Query query = Query.all(writer, 1000);
        Page page = store.tables().query(WritingProcess.HINTS, query);
        long count = page.items().size();
        while (page.cursor().isPresent()) {
            page = store.tables().query(WritingProcess.HINTS, query.after(page.cursor()));
            count += page.items().size();
        }
        return count;
    }

    /** Every version of every truth is told, in order and without a hole. Half of it is acknowledged. */
    private void readFeed(EmbeddedStore store) {
        ChangeFeed feed = store.tables().feed(WritingProcess.TABLE);
        List<Change> changes = feed.read(1_000_000, Duration.ZERO);
        Map<String, Long> before = new HashMap<>(told);
        for (Change change : changes) {
            String writer = change.key().partition();
            long version = change.after().orElseThrow().version();
            long previous = change.before().map(Item::version).orElse(0L);
            assertThat(version).isEqualTo(previous + 1);
            assertThat(previous).isEqualTo(told.getOrDefault(writer, 0L));
            told.put(writer, version);
        }
        for (String writer : told.keySet()) {
            assertThat(told.get(writer))
                    .isEqualTo(store.tables()
                            .get(WritingProcess.TABLE, new Key(writer, "status"))
                            .orElseThrow()
                            .version());
        }
        List<Change> handled = changes.subList(0, changes.size() / 2);
        feed.acknowledge(handled.getLast());
        told.clear();
        told.putAll(before);
        handled.forEach(change ->
                told.put(change.key().partition(), change.after().orElseThrow().version()));
    }

    private void receive(EmbeddedStore store) {
        List<Received> all = new ArrayList<>();
        for (List<Received> some = receiveSome(store); !some.isEmpty(); some = receiveSome(store)) {
            all.addAll(some);
        }
        all.forEach(message -> received.add(message.body()));
    }

    private static List<Received> receiveSome(EmbeddedStore store) {
        List<Received> some = store.workQueues().receive(WritingProcess.QUEUE, 10, Duration.ZERO);
        some.forEach(message -> store.workQueues().delete(WritingProcess.QUEUE, message));
        return some;
    }
}
