package io.spotcluster.queue.artifacts;

import static io.spotcluster.queue.artifacts.ArtifactsWorld.LOG;
import static io.spotcluster.queue.artifacts.ArtifactsWorld.TASK;
import static io.spotcluster.queue.artifacts.ArtifactsWorld.blob;
import static io.spotcluster.queue.artifacts.ArtifactsWorld.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.events.Event;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.testing.ApiContract;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.RetentionClass;
import io.spotcluster.ports.table.Change;
import io.spotcluster.queue.tables.QueueTables;
import io.spotcluster.queue.tables.Timer;
import io.spotcluster.queue.task.Command;
import io.spotcluster.queue.task.Resolution;
import io.spotcluster.queue.task.TaskId;
import io.spotcluster.queue.task.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ArtifactMethodsTest {
    private final ArtifactsWorld world = new ArtifactsWorld();

    private static void assertRefused(HttpReply reply, String code, String words) {
        assertThat(TestCall.code(reply)).as("%s", reply.body().asUtf8()).isEqualTo(code);
        assertThat(TestCall.message(reply)).contains(words);
    }

    @TestFactory
    Stream<DynamicTest> everyMethodKeepsTheContract() {
        ArtifactsWorld any = new ArtifactsWorld();
        return ApiContract.of((watched, authenticator) -> {
                    ArtifactsWorld fresh = new ArtifactsWorld(watched, authenticator);
                    return fresh.kernel();
                })
                .with("taskId", TASK.text())
                .with("runId", "0")
                .with("name", LOG)
                .body("createArtifact", any.failure().toString())
                .body("finishArtifact", "{\"uploadId\":\"" + TASK + "\"}")
                .tests();
    }

    @Nested
    class Creating {
        @Test
        void anUploadGetsASignedUrlForThreeQuartersOfAnHour() {
            JsonNode reply = world.created(LOG, world.upload());
            assertThat(reply.path("storageType").asString()).isEqualTo("s3");
            assertThat(reply.path("contentType").asString()).isEqualTo("text/plain");
            assertThat(reply.path("expires").asString()).isEqualTo("2026-01-01T00:45:00.000Z");
            assertThat(reply.path("putUrl").asString())
                    .startsWith("http://blobs.invalid/blobs/3d/" + TASK + "/0/public/logs/live.log?")
                    .contains("method=PUT", "text%2Fplain");
            assertThat(world.told()).isEmpty();
        }

        @Test
        void everythingElseIsToldAndAnsweredShortly() {
            assertThat(world.created("a", world.reference("https://example.com/a"))
                            .toString())
                    .isEqualTo("{\"storageType\":\"reference\"}");
            assertThat(world.created("b", world.link("a")).toString()).isEqualTo("{\"storageType\":\"link\"}");
            assertThat(world.created("c", world.failure()).toString()).isEqualTo("{\"storageType\":\"error\"}");
            assertThat(world.told()).hasSize(3).allSatisfy(event -> {
                assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/artifact-created");
                assertThat(event.copies()).containsExactly("route.index.test");
            });
        }

        @Test
        void aRepeatedCallTellsNothingNewButAProlongedLifeIsTold() {
            world.created("c", world.failure());
            world.created("c", world.failure());
            assertThat(world.told()).hasSize(1);
            world.created("c", world.failure().put("expires", "2026-01-20T00:00:00.000Z"));
            assertThat(world.told())
                    .singleElement()
                    .satisfies(event -> assertThat(
                                    event.payload().at("/artifact/expires").asString())
                            .isEqualTo("2026-01-20T00:00:00.000Z"));
        }

        @Test
        void aChangeThatIsHandledAgainTellsTheSameAgain() {
            world.created("public/a#b", world.failure());
            List<Change> changes = world.changes();
            assertThat(changes).hasSize(1);
            List<Event> first = world.feed.events(changes.getFirst());
            assertThat(first).singleElement().satisfies(event -> {
                assertThat(event.routingKey())
                        .isEqualTo("primary." + TASK + ".0.home.alice.proj-test.ci.-." + TASK + "._");
                assertThat(event.payload().at("/artifact/name").asString()).isEqualTo("public/a#b");
            });
            assertThat(world.feed.events(changes.getFirst())).isEqualTo(first);
        }

        @Test
        void theSameCallMayBeRepeated() {
            for (ObjectNode body :
                    List.of(world.upload(), world.reference("http://example.com/"), world.link("x"), world.failure())) {
                String name = body.path("storageType").asString();
                JsonNode first = world.created(name, body);
                assertThat(world.created(name, body)).isEqualTo(first);
            }
        }

        @Test
        void aLinkMayReplaceAReferenceAsALiveLogThatHasEnded() {
            world.created(LOG, world.reference("https://example.com/live"));
            world.created("public/logs/live_backing.log", world.upload());
            world.created(LOG, world.link("public/logs/live_backing.log"));
            assertThat(TestCall.json(world.getArtifact(LOG)).path("storageType").asString())
                    .isEqualTo("s3");
        }

        @Test
        void aReferenceMayPointElsewhereAndLiveLonger() {
            world.created(LOG, world.reference("https://example.com/one"));
            world.created(LOG, world.wanted("reference", Duration.ofDays(3)).put("url", "https://example.com/two"));
            assertThat(world.getArtifact(LOG).headers()).containsEntry("location", "https://example.com/two");
            JsonNode info = TestCall.json(world.get(url("/runs/0/artifact-info/", LOG)));
            assertThat(info.path("expires").asString()).isEqualTo("2026-01-04T00:00:00.000Z");
        }

        @Test
        void everyOtherChangeIsAConflict() {
            world.created("reference", world.reference("https://example.com/"));
            world.created("upload", world.upload());
            world.created("link", world.link("upload"));
            world.created("failure", world.failure());
            ObjectNode html = world.upload().put("contentType", "text/html");
            ObjectNode otherWords = world.failure().put("message", "other words");
            ObjectNode shorter = world.wanted("s3", Duration.ofDays(1));
            assertRefused(world.create("reference", world.upload()), "RequestConflict", "storageType reference");
            assertRefused(world.create("upload", html), "RequestConflict", "'text/html'");
            assertRefused(world.create("upload", shorter), "RequestConflict", "2026-01-02T00:00:00.000Z");
            assertRefused(world.create("upload", world.link("x")), "RequestConflict", "already exists");
            assertRefused(world.create("link", world.link("x")), "RequestConflict", "already exists");
            assertRefused(
                    world.create("link", world.reference("https://example.com/")), "RequestConflict", "already exists");
            assertRefused(world.create("failure", otherWords), "RequestConflict", "already exists");
        }

        @Test
        void whatIsWrongWithACallIsNamed() {
            assertRefused(
                    world.create(LOG, world.wanted("s3", Duration.ofDays(1001))),
                    "InputError",
                    "the task's own `expires`");
            assertRefused(world.create(LOG, world.wanted("s3", Duration.ofDays(-1))), "InputError", "in the past");
            assertRefused(
                    world.create(LOG, world.wanted("object", Duration.ofDays(1))),
                    "InputError",
                    "needs the object service");
            assertRefused(
                    world.create(LOG, world.reference("ftp://example.com/")), "InputError", "http:// or https://");
            assertRefused(
                    world.create(LOG, world.reference("javascript:alert(1)")), "InputError", "http:// or https://");
            assertRefused(
                    world.create(LOG, world.reference("https://example.com/" + "a".repeat(9000))),
                    "InputError",
                    "9020 characters");
            assertRefused(world.create(LOG, world.link("smörgås")), "InputError", "printable ASCII");
            assertRefused(world.create(LOG, world.upload().put("contentType", "a\nb")), "InputError", "Content-Type");
            assertRefused(world.create(LOG, world.upload().put("more", 1)), "InputValidationError", "more");
        }

        @Test
        void thereMustBeATaskAndARunThatAWorkerHas() {
            String other = "/api/queue/v1/task/AAAAAAAAQAOAAAAAAAAAAA/runs/0/artifacts/a";
            assertRefused(
                    TestCall.of("POST", other)
                            .by("*")
                            .json(world.upload().toString())
                            .to(world.kernel()),
                    "InputError",
                    "Task not found");
            assertRefused(
                    TestCall.of("POST", url("/runs/99999/artifacts/", "a"))
                            .by("*")
                            .json(world.upload().toString())
                            .to(world.kernel()),
                    "InputError",
                    "Run not found");
            world.report(Resolution.WORKER_SHUTDOWN);
            assertRefused(
                    TestCall.of("POST", url("/runs/1/artifacts/", "a"))
                            .by("*")
                            .json(world.upload().toString())
                            .to(world.kernel()),
                    "InputError",
                    "was not claimed");
        }

        @Test
        void finishingIsForObjectsAlone() {
            String body = "{\"uploadId\":\"" + TASK + "\"}";
            TestCall finish =
                    TestCall.of("PUT", url("/runs/0/artifacts/", LOG)).by("*").json(body);
            assertRefused(finish.to(world.kernel()), "ResourceNotFound", LOG);
            world.created(LOG, world.upload());
            assertRefused(finish.to(world.kernel()), "InputError", "storageType `object`");
        }
    }

    @Nested
    class AfterTheRun {
        @ParameterizedTest
        @EnumSource(
                value = Resolution.class,
                names = {"COMPLETED", "FAILED"})
        void aSettledRunTakesNoMore(Resolution resolution) {
            world.created(LOG, world.upload());
            world.report(resolution);
            assertRefused(world.create("late", world.upload()), "RequestConflict", "takes artifacts no more");
            assertRefused(world.create(LOG, world.upload()), "RequestConflict", "takes artifacts no more");
            assertThat(world.listed("")).containsExactly(LOG);
        }

        @Test
        void afterAnExceptionThereAreTwentyFiveMinutes() {
            world.report(Resolution.WORKER_SHUTDOWN);
            world.clock.advance(Duration.ofMinutes(25).minusMillis(1));
            world.created(LOG, world.upload());
            world.clock.advance(Duration.ofMillis(1));
            assertRefused(world.create("late", world.upload()), "RequestConflict", "exception");
        }

        @Test
        void aRecordWrittenWhileTheRunWasCompletedIsTakenBack() {
            world.afterWrite = () -> world.report(Resolution.COMPLETED);
            assertRefused(world.create(LOG, world.failure()), "RequestConflict", "resolved meanwhile");
            assertThat(world.hasRecord(LOG)).isFalse();
            assertThat(world.told()).isEmpty();
        }

        @Test
        void aRecordReplacedWhileTheRunWasCompletedIsAsBefore() {
            world.created(LOG, world.reference("https://example.com/live"));
            world.afterWrite = () -> world.report(Resolution.FAILED);
            assertRefused(world.create(LOG, world.link("other")), "RequestConflict", "resolved meanwhile");
            assertThat(world.getArtifact(LOG).headers()).containsEntry("location", "https://example.com/live");
            assertThat(world.told())
                    .extracting(
                            event -> event.payload().at("/artifact/storageType").asString())
                    .doesNotContain("link")
                    .contains("reference");
        }

        @Test
        void anExceptionMeanwhileIsNoReasonToTakeItBack() {
            world.afterWrite = () -> world.report(Resolution.INTERNAL_ERROR);
            world.created(LOG, world.failure());
            assertThat(world.hasRecord(LOG)).isTrue();
        }

        /** The second call is answered before the first one finds out that it was too late. */
        @Test
        void whatARepeatedCallWasAnsweredForIsNotTakenBackByTheFirst() {
            world.afterWrite = () -> {
                world.afterWrite = () -> {};
                world.created(LOG, world.failure());
                world.report(Resolution.COMPLETED);
            };
            assertRefused(world.create(LOG, world.failure()), "RequestConflict", "resolved meanwhile");
            assertThat(world.hasRecord(LOG)).isTrue();
        }
    }

    @Nested
    class Reading {
        @Test
        void anUploadIsARedirectToASignedUrl() {
            world.created(LOG, world.upload());
            for (String route : List.of("/runs/0/artifacts/", "/artifacts/")) {
                HttpReply reply = world.get(url(route, LOG));
                assertThat(reply.status()).isEqualTo(303);
                assertThat(reply.headers()).containsEntry("x-taskcluster-artifact-storage-type", "s3");
                JsonNode body = TestCall.json(reply);
                assertThat(body.path("storageType").asString()).isEqualTo("s3");
                assertThat(body.path("url").asString())
                        .isEqualTo(reply.headers().get("location"))
                        .contains("/blobs/3d/" + TASK + "/0/public/logs/live.log?method=GET");
            }
        }

        @Test
        void anErrorTellsItsReason() {
            world.created(LOG, world.failure());
            HttpReply reply = world.getArtifact(LOG);
            assertThat(reply.status()).isEqualTo(424);
            assertThat(reply.headers()).containsEntry("x-taskcluster-artifact-storage-type", "error");
            assertRefused(reply, "ArtifactError", "no such file: log");
            assertThat(TestCall.json(reply).path("reason").asString()).isEqualTo("file-missing-on-worker");
        }

        @Test
        void contentIsADocumentForEveryStorageType() {
            world.created("upload", world.upload());
            world.created("reference", world.reference("https://example.com/"));
            world.created("failure", world.failure());
            world.created("link", world.link("reference"));
            for (String route : List.of("/runs/0/artifact-content/", "/artifact-content/")) {
                assertThat(TestCall.json(world.get(url(route, "upload")))
                                .path("url")
                                .asString())
                        .contains("method=GET");
                assertThat(TestCall.json(world.get(url(route, "link"))).toString())
                        .isEqualTo("{\"storageType\":\"reference\",\"url\":\"https://example.com/\"}");
                assertThat(TestCall.json(world.get(url(route, "failure"))).toString())
                        .isEqualTo("{\"storageType\":\"error\",\"reason\":\"file-missing-on-worker\","
                                + "\"message\":\"no such file: log\"}");
            }
        }

        @Test
        void infoIsAsInTheListAndFollowsNoLink() {
            world.created("target", world.upload().put("contentLength", 12));
            world.created("link", world.link("target"));
            for (String route : List.of("/runs/0/artifact-info/", "/artifact-info/")) {
                assertThat(TestCall.json(world.get(url(route, "target"))).toString())
                        .isEqualTo(
                                "{\"storageType\":\"s3\",\"name\":\"target\",\"expires\":\"2026-01-03T00:00:00.000Z\","
                                        + "\"contentType\":\"text/plain\",\"contentLength\":12}");
                assertThat(TestCall.json(world.get(url(route, "link")))
                                .path("storageType")
                                .asString())
                        .isEqualTo("link");
            }
            assertRefused(world.get(url("/runs/0/artifact-info/", "nothing")), "ResourceNotFound", "nothing");
        }

        @Test
        void theLatestRunIsTheLastOne() {
            world.created(LOG, world.upload());
            world.report(Resolution.WORKER_SHUTDOWN);
            assertRefused(world.get(url("/artifacts/", LOG)), "ResourceNotFound", "run 1");
            assertThat(world.getArtifact(LOG).status()).isEqualTo(303);
        }

        @Test
        void aTaskWithoutRunsOrNoTaskAtAllIsNotFound() {
            TaskId waiting = new TaskId("BBBBBBBBQBOBBBBBBBBBBA");
            world.insertUnscheduled(waiting);
            assertRefused(
                    world.get("/api/queue/v1/task/" + waiting + "/artifacts/a"),
                    "ResourceNotFound",
                    "does not have any runs");
            assertRefused(
                    world.get("/api/queue/v1/task/AAAAAAAAQAOAAAAAAAAAAA/artifacts/a"),
                    "ResourceNotFound",
                    "Task not found");
            assertRefused(
                    world.get("/api/queue/v1/task/" + TASK + "/runs/7/artifacts"), "ResourceNotFound", "no run 7");
        }

        @Test
        void aCircleOfLinksIsRefused() {
            world.created("a", world.link("b"));
            world.created("b", world.link("c"));
            world.created("c", world.link("a"));
            world.created("self", world.link("self"));
            assertRefused(world.getArtifact("a"), "InputError", "circle");
            assertRefused(world.getArtifact("self"), "InputError", "circle");
        }

        @Test
        void aChainOfLinksHasAnEnd() {
            for (int i = 0; i < 30; i++) {
                world.created("link" + i, world.link("link" + (i + 1)));
            }
            world.created("link30", world.upload());
            assertThat(world.getArtifact("link10").status()).isEqualTo(303);
            assertRefused(world.getArtifact("link9"), "InputError", "more than 20 links");
        }

        @Test
        void everyNameOnTheWayNeedsItsScope() {
            world.created("public/log", world.link("private/log"));
            world.created("private/log", world.upload());
            TestCall call = TestCall.of("GET", url("/runs/0/artifacts/", "public/log"));
            assertRefused(
                    call.by("queue:get-artifact:public/*").to(world.kernel()),
                    "InsufficientScopes",
                    "queue:get-artifact:private/log");
            assertThat(call.by("queue:get-artifact:public/*", "queue:get-artifact:private/log")
                            .to(world.kernel())
                            .status())
                    .isEqualTo(303);
            HttpReply nothing = call.by("queue:get-artifact:other").to(world.kernel());
            assertRefused(nothing, "InsufficientScopes", "queue:get-artifact:public/log");
            assertThat(TestCall.message(nothing)).doesNotContain("private");
        }

        @Test
        void whetherAnArtifactExistsIsNoBusinessOfWhoMayNotReadIt() {
            world.created("secret", world.upload());
            for (String name : List.of("secret", "nothing")) {
                HttpReply reply = TestCall.of("GET", url("/artifacts/", name))
                        .by("queue:get-artifact:public/*")
                        .to(world.kernel());
                assertRefused(reply, "InsufficientScopes", "queue:get-artifact:" + name);
            }
        }
    }

    @Nested
    class Listing {
        @Test
        void comesInPagesInTheOrderOfTheNames() {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                names.add("public/%02d".formatted(i));
                world.created(names.getLast(), world.upload());
            }
            List<String> seen = new ArrayList<>();
            String query = "?limit=10";
            while (!query.isEmpty()) {
                HttpReply reply = world.get("/api/queue/v1/task/" + TASK + "/artifacts" + query);
                JsonNode page = TestCall.json(reply);
                page.path("artifacts")
                        .forEach(artifact -> seen.add(artifact.path("name").asString()));
                query = page.has("continuationToken")
                        ? "?limit=10&continuationToken="
                                + page.path("continuationToken").asString()
                        : "";
            }
            assertThat(seen).isEqualTo(names);
        }

        @Test
        void isOfOneRunAlone() {
            world.created("first", world.upload());
            world.report(Resolution.WORKER_SHUTDOWN);
            world.change(
                    new Command.Take(1, new Worker("home", "bob"), world.now().plus(Duration.ofMinutes(20))));
            assertThat(world.listed("")).containsExactly("first");
            HttpReply latest = world.get("/api/queue/v1/task/" + TASK + "/artifacts");
            assertThat(TestCall.json(latest).toString()).isEqualTo("{\"artifacts\":[]}");
        }

        @Test
        void expiredArtifactsNeverAppear() {
            world.created("short", world.wanted("s3", Duration.ofDays(1)));
            world.created("long", world.wanted("s3", Duration.ofDays(3)));
            world.created("link", world.wanted("link", Duration.ofDays(3)).put("artifact", "short"));
            world.clock.advance(Duration.ofDays(1).plusSeconds(1));
            assertThat(world.listed("")).containsExactly("link", "long");
            assertRefused(world.getArtifact("short"), "ResourceNotFound", "short");
            assertRefused(world.getArtifact("link"), "ResourceNotFound", "short");
        }
    }

    @Nested
    class Names {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "..",
                    "../../etc/passwd",
                    "a/../b",
                    "/leading",
                    "trailing/",
                    "a//b",
                    "with space",
                    "%2F",
                    "a%252Fb",
                    "?query=1&more#fragment",
                    "plus+plus",
                    "{}[]<>\"'\\^`|~",
                    "a#b",
                    "*"
                })
        void roundTripWhateverTheirCharacters(String name) {
            JsonNode reply = world.created(name, world.upload());
            assertThat(world.listed("")).containsExactly(name);
            assertThat(TestCall.json(world.get(url("/runs/0/artifact-info/", name)))
                            .path("name")
                            .asString())
                    .isEqualTo(name);
            assertThat(world.getArtifact(name).status()).isEqualTo(303);
            assertThat(reply.path("putUrl").asString()).contains("/blobs/3d");
        }

        @Test
        void slashesMayTravelAsTheyAre() {
            world.created(LOG, world.upload());
            HttpReply reply = world.get("/api/queue/v1/task/" + TASK + "/artifacts/public/logs/live.log");
            assertThat(reply.status()).isEqualTo(303);
        }

        @Test
        void ofAThousandCharactersDifferInTheLastOneToo() {
            String one = "n".repeat(1023) + "1";
            String two = "n".repeat(1023) + "2";
            world.created(one, world.reference("https://example.com/1"));
            world.created(two, world.upload());
            assertThat(world.listed("")).containsExactlyInAnyOrder(one, two);
            assertThat(world.getArtifact(one).headers()).containsEntry("location", "https://example.com/1");
            assertThat(world.getArtifact(two).headers()).containsEntry("x-taskcluster-artifact-storage-type", "s3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"smörgås", "日本", "tab\there", "line\nbreak"})
        void thatAreNoPrintableAsciiAreRefused(String name) {
            assertRefused(world.create(name, world.upload()), "InvalidRequestArguments", "<name>");
        }

        @Test
        void thatAreTooLongAreRefused() {
            assertRefused(world.create("n".repeat(1025), world.upload()), "InvalidRequestArguments", "<name>");
        }
    }

    @Nested
    class Retention {
        @Test
        void isTheShortestThatCoversTheExpiry() {
            String url = world.created("a", world.wanted("s3", Duration.ofDays(20)))
                    .path("putUrl")
                    .asString();
            assertThat(url).contains("/blobs/30d/");
        }

        /** Bytes age from their upload on, so what counts is the time since the record was made. */
        @Test
        void growsWithAProlongedLifeAndTakesTheBytesAlong() {
            world.created("a", world.wanted("s3", Duration.ofDays(2)));
            world.blobs.put(blob(RetentionClass.DAYS_3, "a"), "text/plain", Bytes.utf8("bytes"));
            world.clock.advance(Duration.ofDays(1));
            world.created("a", world.wanted("s3", Duration.ofDays(2)));
            assertThat(world.getArtifact("a").headers().get("location")).contains("/blobs/3d/");
            String url = world.created("a", world.wanted("s3", Duration.ofDays(3)))
                    .path("putUrl")
                    .asString();
            assertThat(url).contains("/blobs/7d/");
            assertThat(world.getArtifact("a").headers().get("location")).contains("/blobs/7d/");
            assertThat(world.blobs.get(blob(RetentionClass.DAYS_7, "a"))).contains(Bytes.utf8("bytes"));
        }

        @Test
        void beyondEveryRuleEndsByATimerThatAProlongedLifeOutlives() {
            Duration first = Duration.ofDays(400);
            Duration second = Duration.ofDays(500);
            world.created("a", world.wanted("s3", first));
            world.blobs.put(blob(RetentionClass.KEEP, "a"), "text/plain", Bytes.utf8("bytes"));
            Timer early = timer(first);
            world.created("a", world.wanted("s3", second));
            Timer late = timer(second);

            world.clock.advance(first);
            world.timerActions().act(early.key());
            assertThat(world.blobs.get(blob(RetentionClass.KEEP, "a"))).isPresent();
            world.clock.advance(second.minus(first).plusSeconds(1));
            world.timerActions().act(late.key());
            assertThat(world.blobs.get(blob(RetentionClass.KEEP, "a"))).isEmpty();
        }

        /** The timer of the bytes, which must be there. */
        private Timer timer(Duration after) {
            Timer timer = Timer.blob(
                    blob(RetentionClass.KEEP, "a").path(), world.now().plus(after));
            assertThat(world.tables.get(QueueTables.TIMERS, timer.key())).isPresent();
            return timer;
        }
    }
}
