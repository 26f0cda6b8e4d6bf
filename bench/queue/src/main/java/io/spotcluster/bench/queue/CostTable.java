package io.spotcluster.bench.queue;

import io.spotcluster.ports.cost.CostReport;
import io.spotcluster.ports.cost.CostReport.Line;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Adds up what calls and feed records cost, and prints it per million lifecycles. */
final class CostTable {
    /** What the functions are given, in gigabytes: a whole processor for requests. As in the catalog of functions. */
    private static final double REQUEST_MEMORY = 1769 / 1024.0;

    private static final double BACKGROUND_MEMORY = 1.0;

    /** Of a processor, at that memory. */
    private static final double BACKGROUND_SHARE = 1024 / 1769.0;

    /** Whoever creates tasks comes through the front; machines of a deployment go round it to the HTTP API. */
    private static final Set<String> THROUGH_THE_FRONT = Set.of("createTask");

    private static final class Row {
        private long count;
        private double readUnits;
        private double writeUnits;
        private double dynamo;
        private double s3;
        private double sqs;
        private long uploads;
        private long trips;
        private long cpu;
        private long bytes;
        private long events;

        void add(CostReport report) {
            count++;
            for (Line line : report.lines()) {
                switch (line.service()) {
                    case DYNAMODB -> {
                        dynamo += line.dollars();
                        if (isRead(line)) {
                            readUnits += line.units();
                        } else {
                            writeUnits += line.units();
                        }
                    }
                    case S3 -> {
                        s3 += line.dollars();
                        uploads += line.calls();
                    }
                    case SQS -> sqs += line.dollars();
                }
            }
        }

        /** What is left of it without what as many of the others would cost. */
        Row beyond(Row idle) {
            double times = (double) count / idle.count;
            Row left = new Row();
            left.readUnits = readUnits - times * idle.readUnits;
            left.writeUnits = writeUnits - times * idle.writeUnits;
            left.dynamo = dynamo - times * idle.dynamo;
            left.trips = Math.round(trips - times * idle.trips);
            left.cpu = Math.max(0, Math.round(cpu - times * idle.cpu));
            return left;
        }

        private static boolean isRead(Line line) {
            return List.of("get", "batch get", "query").contains(line.operation());
        }
    }

    private final Row sweeps = new Row();
    private final Map<String, Row> calls = new LinkedHashMap<>();
    private final Map<String, Row> records = new LinkedHashMap<>();

    /** @param cpu nanoseconds */
    void call(String method, CostReport report, long trips, long cpu, long bytes) {
        Row row = calls.computeIfAbsent(method, _ -> new Row());
        row.add(report);
        row.trips += trips;
        row.cpu += cpu;
        row.bytes += bytes;
    }

    void record(String cause, CostReport report, long trips, long cpu, long events) {
        Row row = records.computeIfAbsent(cause, _ -> new Row());
        row.add(report);
        row.trips += trips;
        row.cpu += cpu;
        row.events += events;
    }

    void sweep(CostReport report, long trips, long cpu) {
        sweeps.add(report);
        sweeps.trips += trips;
        sweeps.cpu += cpu;
    }

    /**
     * @param roundTrip milliseconds of a call to DynamoDB
     * @param batch records that the feed function is given at once
     * @param standing what an hour of an idle deployment costs
     */
    void print(PrintStream out, int lifecycles, double roundTrip, int batch, CostTable standing) {
        out.printf(
                Locale.ROOT,
                "%-24s %6s %7s %7s %7s %8s %8s %9s %9s%n",
                "of a lifecycle",
                "calls",
                "reads",
                "writes",
                "trips",
                "CPU ms",
                "Lambda",
                "DynamoDB",
                "S3");
        Sums sums = new Sums();
        calls.forEach((method, row) -> {
            double milliseconds = row.cpu / 1e6 / row.count + roundTrip * row.trips / row.count;
            double lambda = lambda(milliseconds, REQUEST_MEMORY) * row.count / lifecycles;
            line(out, method, row, lifecycles, lambda);
            sums.add(row, lifecycles);
            sums.request((double) row.count / lifecycles, (double) row.bytes / lifecycles, method);
            sums.requestLambda += lambda;
        });
        records.forEach((cause, row) -> {
            // The records of a batch wait for DynamoDB at the same time, and share the processor.
            double milliseconds =
                    row.cpu / 1e6 / BACKGROUND_SHARE / row.count + roundTrip * row.trips / row.count / batch;
            double lambda = (milliseconds / 1000 * BACKGROUND_MEMORY * ListPrices.LAMBDA_GIGABYTE_SECOND * 1e6
                            + ListPrices.LAMBDA_REQUEST / batch)
                    * row.count
                    / lifecycles;
            line(out, "feed of " + cause, row, lifecycles, lambda);
            sums.add(row, lifecycles);
            sums.events += (double) row.events / lifecycles;
            sums.feedLambda += lambda;
        });
        Row sweeper = sweeps.beyond(standing.sweeps);
        double time = sweeper.cpu / 1e6 + roundTrip * sweeper.trips;
        double lambda = time / 1000 * BACKGROUND_MEMORY * ListPrices.LAMBDA_GIGABYTE_SECOND * 1e6 / lifecycles;
        line(out, "sweeper, beyond idle", sweeper, lifecycles, lambda);
        sums.add(sweeper, lifecycles);
        sums.feedLambda += lambda;
        sums.print(out);
        standing.standing(out, roundTrip);
    }

    /** @return dollars a million */
    private static double lambda(double milliseconds, double gigabytes) {
        return milliseconds / 1000 * gigabytes * ListPrices.LAMBDA_GIGABYTE_SECOND * 1e6 + ListPrices.LAMBDA_REQUEST;
    }

    private static void line(PrintStream out, String name, Row row, int lifecycles, double lambda) {
        out.printf(
                Locale.ROOT,
                "%-24s %6.2f %7.2f %7.2f %7.2f %8.3f %8.2f %9.2f %9.2f%n",
                name,
                (double) row.count / lifecycles,
                row.readUnits / lifecycles,
                row.writeUnits / lifecycles,
                (double) row.trips / lifecycles,
                row.cpu / 1e6 / lifecycles,
                lambda,
                row.dynamo * 1e6 / lifecycles,
                row.s3 * 1e6 / lifecycles);
    }

    private void standing(PrintStream out, double roundTrip) {
        Row row = sweeps;
        double hours = 24 * 30.0;
        double milliseconds = row.cpu / 1e6 + roundTrip * row.trips;
        double lambda = milliseconds / 1000 * BACKGROUND_MEMORY * ListPrices.LAMBDA_GIGABYTE_SECOND
                + ListPrices.LAMBDA_REQUEST * row.count / 1e6;
        out.printf(
                Locale.ROOT,
                "%nidle, a month: sweeper $%.2f (DynamoDB %.2f, Lambda %.2f)%n",
                hours * (row.dynamo + lambda),
                hours * row.dynamo,
                hours * lambda);
    }

    /** Per lifecycle, in dollars a million. */
    private static final class Sums {
        private double frontRequests;
        private double frontBytes;
        private double directRequests;
        private double directBytes;
        private double requestLambda;
        private double feedLambda;
        private double readUnits;
        private double writeUnits;
        private double dynamo;
        private double s3;
        private double sqs;
        private double uploads;
        private double events;

        void add(Row row, int lifecycles) {
            readUnits += row.readUnits / lifecycles;
            writeUnits += row.writeUnits / lifecycles;
            dynamo += row.dynamo * 1e6 / lifecycles;
            s3 += row.s3 * 1e6 / lifecycles;
            sqs += row.sqs * 1e6 / lifecycles;
            uploads += (double) row.uploads / lifecycles;
        }

        void request(double count, double bytes, String method) {
            if (THROUGH_THE_FRONT.contains(method)) {
                frontRequests += count;
                frontBytes += bytes;
            } else {
                directRequests += count;
                directBytes += bytes;
            }
        }

        private static double front(double requests) {
            return requests * (ListPrices.CLOUDFRONT_REQUEST + ListPrices.CLOUDFRONT_FUNCTION);
        }

        void print(PrintStream out) {
            Map<String, Double> items = new LinkedHashMap<>();
            items.put("CloudFront and its function, %.1f requests".formatted(frontRequests), front(frontRequests));
            items.put(
                    "transfer, %.1f KB".formatted((frontBytes + directBytes) / 1000),
                    frontBytes / 1e3 * ListPrices.CLOUDFRONT_GIGABYTE + directBytes / 1e3 * ListPrices.OUT_GIGABYTE);
            items.put(
                    "HTTP API, %.1f requests".formatted(frontRequests + directRequests),
                    (frontRequests + directRequests) * ListPrices.GATEWAY_REQUEST);
            items.put("Lambda, requests", requestLambda);
            items.put("Lambda, feed and sweeper", feedLambda);
            items.put("DynamoDB, %.1f reads, %.1f writes".formatted(readUnits, writeUnits), dynamo);
            items.put("S3, %.1f uploads".formatted(uploads), s3);
            items.put("SQS", sqs);
            items.put("EventBridge, %.1f events".formatted(events), events * ListPrices.EVENT);
            out.printf("%na million lifecycles%n");
            items.forEach((name, dollars) -> out.printf(Locale.ROOT, "  %-40s $%6.2f%n", name, dollars));
            out.printf(
                    Locale.ROOT,
                    "  %-40s $%6.2f%n",
                    "altogether",
                    items.values().stream().mapToDouble(Double::doubleValue).sum());
            out.printf(
                    Locale.ROOT,
                    "%nmore with stock workers, whose %.1f requests come through CloudFront too: $%.2f%n",
                    directRequests,
                    front(directRequests));
        }
    }
}
