package io.spotcluster.base;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times on the wire: RFC 3339 in UTC with exactly three decimals, for example {@code 2026-11-22T00:00:00.000Z}. */
public final class Timestamp {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamp() {}

    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }

    /**
     * Reads any RFC 3339 date-time, cut to milliseconds.
     *
     * @throws RejectedException InputError, when {@code text} is no date-time
     */
    public static Instant parse(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            throw Rejection.input(
                            "`%s` is '%s', which is no date-time like 2026-11-22T00:00:00.000Z".formatted(field, text))
                    .asException();
        }
    }
}
