package io.spotcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.ports.cost.CostMeter;
import io.spotcluster.ports.cost.CostReport;
import io.spotcluster.ports.cost.CostReport.Line;
import io.spotcluster.ports.cost.MeteredBlobs;
import io.spotcluster.ports.cost.MeteredTables;
import io.spotcluster.ports.cost.MeteredWorkQueues;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.CostCase.Measured;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.tables.QueueTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/reference/queue-costs.md} against what the meter counts. With {@code -Dspotcluster.costs=write} it writes
 * the table instead.
 */
class QueueCostsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "queue-costs.md");
    private static final String HEAD = "| | in which situation | reads | units | writes | units | S3 | SQS | $ |";
    private static final DecimalFormat UNITS = new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT));
    private static final Set<String> READS = Set.of("get", "batch get", "query");
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();

    @Test
    void thePageTellsWhatEveryMethodCosts() throws IOException {
        String table = CostCases.all().stream().map(QueueCostsTest::row).collect(Collectors.joining("\n"));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(HEAD);
        begin = page.indexOf('\n', page.indexOf('\n', begin) + 1) + 1;
        int end = page.indexOf("\n\n", begin);
        if (System.getProperty("spotcluster.costs", "").equals("write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("the table in %s; -Dspotcluster.costs=write writes it anew", PAGE)
                    .isEqualTo(table);
        }
    }

    @Test
    void everyMethodIsInTheTable() {
        Set<String> told = CostCases.all().stream().map(CostCase::subject).collect(Collectors.toSet());
        List<String> methods = new QueueFixture()
                .service.api().methods().stream().map(ApiMethod::name).toList();
        assertThat(told).as("the subjects of CostCases").containsAll(methods);
    }

    private static String row(CostCase example) {
        CostReport report = measure(example);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %d | %s | %d | %d | %.2f |",
                example.subject(),
                example.situation(),
                calls(report, QueueCostsTest::isRead),
                UNITS.format(units(report, QueueCostsTest::isRead)),
                calls(report, QueueCostsTest::isWrite),
                UNITS.format(units(report, QueueCostsTest::isWrite)),
                calls(report, line -> line.service() == CostReport.Service.S3),
                calls(report, line -> line.service() == CostReport.Service.SQS),
                report.dollars() * 1_000_000);
    }

    private static boolean isRead(Line line) {
        return line.service() == CostReport.Service.DYNAMODB && READS.contains(line.operation());
    }

    private static boolean isWrite(Line line) {
        return line.service() == CostReport.Service.DYNAMODB && !READS.contains(line.operation());
    }

    private static long calls(CostReport report, Predicate<Line> which) {
        return report.lines().stream().filter(which).mapToLong(Line::calls).sum();
    }

    private static double units(CostReport report, Predicate<Line> which) {
        return report.lines().stream().filter(which).mapToDouble(Line::units).sum();
    }

    private static CostReport measure(CostCase example) {
        QueueFixture world = new QueueFixture();
        // The sweeper's first sweep makes its cursors, once in a deployment's life.
        world.service.sweeper().sweep(world.clock.instant());
        Measured measured = example.prepare().apply(world);
        CostMeter meter = new CostMeter();
        QueueService metered = QueueService.create(
                QueueConfiguration.DEFAULT,
                new QueueService.Ground(
                        new MeteredTables(world.tables, meter),
                        new MeteredWorkQueues(world.work, meter),
                        new MeteredBlobs(world.blobs, meter),
                        CredentialsIssuer.signedBy(Credentials.of("root", "a token of the root client")),
                        _ -> {},
                        world.clock));
        switch (measured) {
            case Measured.Call call -> call(metered.api(), world, call);
            case Measured.Again(Measured.Call call) -> {
                call(metered.api(), world, call);
                meter.reset();
                call(metered.api(), world, call);
            }
            case Measured.Feed() -> feed(metered, world);
            case Measured.Sweep() -> metered.sweeper().sweep(world.clock.instant());
        }
        return meter.report();
    }

    private static void call(Service api, QueueFixture world, Measured.Call call) {
        HttpService http = new Kernel(
                KernelConfiguration.of("http://localhost:8080", world.clock),
                List.of(api),
                new HeaderAuthenticator(),
                SCHEMAS);
        TestCall request =
                TestCall.of(call.method(), "/api/queue/v1" + call.path()).by("*");
        HttpReply reply = (call.body().isEmpty() ? request : request.json(call.body())).to(http);
        assertThat(reply.status())
                .as("%s: %s", call, reply.body().asUtf8())
                .isLessThan(call.path().contains("/artifacts/") && call.method().equals("PUT") ? 401 : 400);
    }

    private static void feed(QueueService metered, QueueFixture world) {
        boolean more = true;
        while (more) {
            more = false;
            for (TableDefinition table : QueueTables.ALL) {
                if (table.hasFeed()) {
                    List<Change> changes = world.tables.feed(table).read(100, Duration.ZERO);
                    changes.forEach(metered.feed()::handle);
                    if (!changes.isEmpty()) {
                        world.tables.feed(table).acknowledge(changes.getLast());
                        more = true;
                    }
                }
            }
        }
    }
}
