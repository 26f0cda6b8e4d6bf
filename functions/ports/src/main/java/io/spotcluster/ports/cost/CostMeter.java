package io.spotcluster.ports.cost;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Adds up what metered ports do. Safe for many threads. */
public final class CostMeter {
    private record Name(CostReport.Service service, String resource, String operation) {}

    private final Prices prices;
    private final Map<Name, CostReport.Line> lines = new ConcurrentHashMap<>();

    public CostMeter(Prices prices) {
        this.prices = prices;
    }

    /** At the list prices of us-east-1. */
    public CostMeter() {
        this(Prices.US_EAST_1);
    }

    void tableWrite(String table, String operation, long units, long bytes) {
        add(CostReport.Service.DYNAMODB, table, operation, (double) units, bytes, units * prices.writeUnit());
    }

    void tableRead(String table, String operation, double units, long bytes) {
        add(CostReport.Service.DYNAMODB, table, operation, units, bytes, units * prices.readUnit());
    }

    void queueCall(String queue, String operation, long bytes) {
        long units = Units.requests(bytes);
        add(CostReport.Service.SQS, queue, operation, (double) units, bytes, units * prices.queueRequest());
    }

    void blobPut(String operation, long bytes) {
        add(CostReport.Service.S3, "blobs", operation, 1, bytes, prices.blobPut());
    }

    void blobGet(String operation, long bytes) {
        add(CostReport.Service.S3, "blobs", operation, 1, bytes, prices.blobGet());
    }

    void free(String operation) {
        add(CostReport.Service.S3, "blobs", operation, 1, 0, 0);
    }

    private void add(
            CostReport.Service service,
            String resource,
            String operation,
            double units,
            long bytes,
            double dollarsPerMillion) {
        lines.merge(
                new Name(service, resource, operation),
                new CostReport.Line(service, resource, operation, 1, units, bytes, dollarsPerMillion / 1_000_000),
                CostReport.Line::plus);
    }

    /** What was counted until now. */
    public CostReport report() {
        return new CostReport(lines.values().stream()
                .sorted(Comparator.comparing(CostReport.Line::service)
                        .thenComparing(CostReport.Line::resource)
                        .thenComparing(CostReport.Line::operation))
                .toList());
    }

    /** Counts from nothing again. */
    public void reset() {
        lines.clear();
    }
}
