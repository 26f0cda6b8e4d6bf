package io.spotcluster.ports.cost;

import java.util.List;
import java.util.Locale;

/** What was done, by resource and operation, in a fixed order. */
public record CostReport(List<Line> lines) {
    public CostReport {
        lines = List.copyOf(lines);
    }

    /** Who would send the bill. */
    public enum Service {
        DYNAMODB,
        SQS,
        S3
    }

    /**
     * One operation on one table, queue or the blobs.
     *
     * @param calls how often it was done
     * @param units read or write units of DynamoDB, of which a lagging read of 4 KB takes half a one, requests of SQS or S3
     * @param bytes read or written
     */
    public record Line(
            Service service, String resource, String operation, long calls, double units, long bytes, double dollars) {
        Line plus(Line other) {
            return new Line(
                    service,
                    resource,
                    operation,
                    calls + other.calls,
                    units + other.units,
                    bytes + other.bytes,
                    dollars + other.dollars);
        }
    }

    public double dollars() {
        return lines.stream().mapToDouble(Line::dollars).sum();
    }

    /** A table for people, with a total. */
    public String format() {
        StringBuilder text = new StringBuilder();
        text.append("%-9s %-20s %-14s %10s %10s %14s %12s%n"
                .formatted("service", "resource", "operation", "calls", "units", "bytes", "dollars"));
        for (Line line : lines) {
            text.append("%-9s %-20s %-14s %10d %10.1f %14d %12.9f%n"
                    .formatted(
                            line.service.name().toLowerCase(Locale.ROOT),
                            line.resource,
                            line.operation,
                            line.calls,
                            line.units,
                            line.bytes,
                            line.dollars));
        }
        return text.append("%-82s %12.9f%n".formatted("total", dollars())).toString();
    }
}
