package io.spotcluster.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final long SHORT = 1000;

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("events.jsonl");
    }

    private EventLog open() throws IOException {
        return EventLog.open(file(), Clock.systemUTC(), SHORT);
    }

    private static Event event(String text) {
        return new Event("exchange/a", "key." + text, List.of(), Json.MAPPER.createObjectNode());
    }

    /** What a reader is told until the end: the last words of the keys, and `gap`. */
    private static List<String> read(EventReader reader) throws IOException {
        List<String> told = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case EventReader.Next.Line line ->
                    told.add(Json.parse(line.line().asUtf8())
                            .path("routingKey")
                            .asString()
                            .substring(4));
                case EventReader.Next.Gap _ -> told.add("gap");
                case EventReader.Next.End() -> {
                    reader.close();
                    return told;
                }
            }
        }
    }

    @Test
    void aReaderIsToldWhatIsPublishedFromNowOn() throws IOException {
        try (EventLog log = open()) {
            log.publish(event("before"));
            EventReader reader = EventReader.fromNow(log);
            assertThat(read(reader)).isEmpty();
            log.publish(List.of(event("one"), event("two")));
            assertThat(read(reader)).containsExactly("one", "two");
        }
    }

    @Test
    void whatIsTakenUntilItIsForcedIsToldOnlyThen() throws IOException {
        try (EventLog log = open()) {
            EventReader reader = EventReader.fromNow(log);
            log.untilForced().publish(List.of(event("one"), event("two")));
            assertThat(read(reader)).isEmpty();
            log.force();
            assertThat(read(reader)).containsExactly("one", "two");
        }
    }

    @Test
    void theIdOfALineIsThePlaceBehindIt() throws IOException {
        try (EventLog log = open()) {
            EventReader reader = EventReader.fromNow(log);
            log.publish(List.of(event("one"), event("two")));
            EventReader.Next.Line one = (EventReader.Next.Line) reader.next();
            assertThat(Json.parse(one.line().asUtf8()).path("id").asString())
                    .isEqualTo(one.after().toString());
            assertThat(read(EventReader.after(log, one.after()))).containsExactly("two");
        }
    }

    @Test
    void placesOutliveARestart() throws IOException {
        EventPosition place;
        try (EventLog log = open()) {
            log.publish(event("one"));
            place = log.end();
            log.publish(event("two"));
        }
        try (EventLog log = open()) {
            log.publish(event("three"));
            assertThat(read(EventReader.after(log, place))).containsExactly("two", "three");
        }
    }

    @Test
    void aLineThatADyingProcessLeftIncompleteIsCutOff() throws IOException {
        EventPosition place;
        try (EventLog log = open()) {
            log.publish(event("one"));
            place = log.end();
        }
        Files.writeString(file(), "{\"id\":\"incompl", StandardOpenOption.APPEND);
        try (EventLog log = open()) {
            assertThat(log.end()).isEqualTo(place);
            log.publish(event("two"));
            assertThat(read(EventReader.after(log, place))).containsExactly("two");
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void readingGoesOnFromFileToFile() throws IOException {
        try (EventLog log = open()) {
            EventPosition start = log.end();
            List<String> published = publishUntilFilesBegun(log, 1);
            assertThat(read(EventReader.after(log, start))).isEqualTo(published);
        }
        try (EventLog log = open()) {
            assertThat(log.begin().offset()).isZero();
            assertThat(read(EventReader.after(log, log.begin()))).hasSizeGreaterThan(2);
        }
    }

    @Test
    void whoComesBackAfterTheLogWasCutIsToldOfAGap() throws IOException {
        try (EventLog log = open()) {
            EventPosition start = log.end();
            List<String> published = publishUntilFilesBegun(log, 3);
            List<String> told = read(EventReader.after(log, start));
            assertThat(told.getFirst()).isEqualTo("gap");
            assertThat(published).endsWith(told.subList(1, told.size()).toArray(String[]::new));
        }
    }

    @Test
    void aReaderFarBehindIsToldOfAGapAndMissesNothingElse() throws IOException {
        try (EventLog log = open()) {
            EventReader slow = EventReader.fromNow(log);
            List<String> published = new ArrayList<>(publishUntilFilesBegun(log, 1));
            assertThat(slow.next()).isInstanceOf(EventReader.Next.Line.class);
            published.addAll(publishUntilFilesBegun(log, 3));
            List<String> told = read(slow);
            assertThat(told.stream().filter("gap"::equals)).hasSize(1);
            int gap = told.indexOf("gap");
            assertThat(published.subList(1, gap + 1)).isEqualTo(told.subList(0, gap));
            assertThat(published).endsWith(told.subList(gap + 1, told.size()).toArray(String[]::new));
        }
    }

    @Test
    void aPlaceOfAnotherLogIsAGapAndEverythingIsTold() throws IOException {
        EventPosition place;
        try (EventLog log = open()) {
            log.publish(event("one"));
            place = log.end();
        }
        Files.delete(file());
        try (EventLog log = open()) {
            log.publish(List.of(event("two"), event("three")));
            assertThat(log.end().log()).isNotEqualTo(place.log());
            assertThat(read(EventReader.after(log, place))).containsExactly("gap", "two", "three");
        }
    }

    @Test
    void aPlaceThatIsNoneIsAGap() throws IOException {
        try (EventLog log = open()) {
            log.publish(event("one"));
            EventPosition end = log.end();
            assertThat(read(EventReader.after(log, end.at(end.offset() - 3)))).containsExactly("gap", "one");
            assertThat(read(EventReader.after(log, end.at(end.offset() + 1)))).containsExactly("gap", "one");
        }
    }

    @Test
    void aFileOfAnotherKindIsPutAside() throws IOException {
        Files.writeString(file(), "{\"time\":\"2026-01-01T00:00:00.000Z\",\"exchange\":\"exchange/a\"}\n");
        try (EventLog log = open()) {
            log.publish(event("one"));
            assertThat(read(EventReader.after(log, log.begin()))).containsExactly("one");
        }
        assertThat(folder.resolve("events.jsonl.1")).content().startsWith("{\"time\"");
    }

    @Test
    void whatManyPublishAtOnceIsToldWholeAndOnce() throws Exception {
        int each = 50;
        try (EventLog log = EventLog.open(file(), Clock.systemUTC())) {
            EventReader reader = EventReader.fromNow(log);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "t" + i;
                threads.add(Thread.startVirtualThread(() -> {
                    for (int n = 0; n < each; n++) {
                        log.publish(event(name + "-" + n));
                    }
                }));
            }
            List<String> told = new ArrayList<>();
            while (told.size() < 20 * each) {
                assertThat(log.await(reader.position().offset(), Duration.ofSeconds(60)))
                        .isTrue();
                told.addAll(read(reader));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(told).doesNotHaveDuplicates().hasSize(20 * each);
            for (int i = 0; i < 20; i++) {
                String own = "t" + i + "-";
                assertThat(told.stream()
                                .filter(text -> text.startsWith(own))
                                .map(text -> Integer.valueOf(text.substring(own.length()))))
                        .isSorted();
            }
        }
    }

    /** Publishes until a new file was begun so many times. */
    private static List<String> publishUntilFilesBegun(EventLog log, int times) throws IOException {
        List<String> published = new ArrayList<>();
        Set<Long> begins = new HashSet<>();
        String prefix = "n" + log.end().offset() + "-";
        while (begins.size() <= times) {
            String text = prefix + published.size();
            log.publish(event(text));
            published.add(text);
            EventLog.OpenFile current = log.openAt(log.end().offset()).orElseThrow();
            current.channel().close();
            begins.add(current.begin());
        }
        return published;
    }
}
