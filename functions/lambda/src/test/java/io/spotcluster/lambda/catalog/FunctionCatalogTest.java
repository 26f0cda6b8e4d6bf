package io.spotcluster.lambda.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionCatalogTest {
    @Test
    void namesAreUniqueAndFitIntoPhysicalNames() {
        assertThat(FunctionCatalog.ALL)
                .extracting(FunctionDefinition::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
        assertThat(FunctionCatalog.TABLES).extracting(TableDefinition::name).doesNotHaveDuplicates();
    }

    @Test
    void whatFunctionsUseIsDeclaredForTheDeploymentAndOnlyOnce() {
        for (FunctionDefinition function : FunctionCatalog.ALL) {
            List<Object> things =
                    function.uses().stream().map(FunctionCatalogTest::thing).toList();
            assertThat(things).as(function.name()).doesNotHaveDuplicates();
            assertThat(FunctionCatalog.TABLES).containsAll(those(things, TableDefinition.class));
            assertThat(FunctionCatalog.WORK_QUEUES).containsAll(those(things, QueueDefinition.class));
        }
    }

    @Test
    void theProgramThatTrainsTheRuntimeKnowsEveryTable() throws IOException {
        String program = Files.readString(Path.of("with_runtime.py"));

        assertThat(FunctionCatalog.TABLES)
                .allSatisfy(table -> assertThat(program).contains("\"" + table.name() + "\""));
    }

    @Test
    void everyFeedAndEveryWorkQueueHasExactlyOneReader() {
        assertThat(triggers(Trigger.Feed.class, Trigger.Feed::table))
                .containsExactlyInAnyOrderElementsOf(FunctionCatalog.TABLES.stream()
                        .filter(TableDefinition::hasFeed)
                        .toList());
        assertThat(triggers(Trigger.Work.class, Trigger.Work::queue))
                .containsExactlyInAnyOrderElementsOf(FunctionCatalog.WORK_QUEUES);
    }

    @Test
    void limitsAreThoseOfLambdaAndOfItsEventSources() {
        for (FunctionDefinition function : FunctionCatalog.ALL) {
            assertThat(function.memoryMegabytes()).as(function.name()).isBetween(128, 10_240);
            Duration most = switch (function.trigger()) {
                case Trigger.Http _ -> Duration.ofSeconds(30);
                case Trigger.Work work -> work.queue().visibility().dividedBy(6);
                case Trigger.Feed _, Trigger.Schedule _, Trigger.Deployment() -> Duration.ofMinutes(15);
            };
            assertThat(function.timeout()).as(function.name()).isPositive().isLessThanOrEqualTo(most);
        }
        assertThat(triggers(Trigger.Work.class, Trigger.Work::batch)).allMatch(batch -> batch >= 1 && batch <= 10);
    }

    @Test
    void variablesFollowFromWhatIsUsed() {
        Set<String> names = new HashSet<>(FunctionCatalog.QUEUE_API.variables().stream()
                .map(Variable::name)
                .toList());

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "SPOTCLUSTER_FUNCTION",
                        "SPOTCLUSTER_DEPLOYMENT",
                        "SPOTCLUSTER_ROOT_URL",
                        "SPOTCLUSTER_TOKEN_KEY",
                        "SPOTCLUSTER_BLOB_BUCKET",
                        "SPOTCLUSTER_BLOB_SIGNER");
        assertThat(FunctionCatalog.QUEUE_WORK.variables())
                .extracting(Variable::name)
                .contains("SPOTCLUSTER_WORK_QUEUE_QUEUE_FEED_WORK");
    }

    private static <T extends Trigger, R> List<R> triggers(Class<T> kind, Function<T, R> thing) {
        return FunctionCatalog.ALL.stream()
                .map(FunctionDefinition::trigger)
                .flatMap(trigger -> kind.isInstance(trigger) ? Stream.of(kind.cast(trigger)) : Stream.empty())
                .map(thing)
                .toList();
    }

    private static Object thing(Use use) {
        return switch (use) {
            case Use.OfTable of -> of.table();
            case Use.OfQueue of -> of.queue();
            case Use.OfBlobs _,
                    Use.OfSignedUrls _,
                    Use.OfEvents _,
                    Use.OfTokenKey _,
                    Use.OfRootToken _,
                    Use.OfConfiguredSecrets _,
                    Use.OfConfiguredRoles _,
                    Use.OfWorkerSecret _ -> use.getClass();
        };
    }

    private static <T> List<T> those(List<Object> things, Class<T> kind) {
        return things.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
