package io.spotcluster.local.events;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the event log, between two events. As text it is the {@code id} of the event before it, always of the same length.
 *
 * @param log which log; another one is begun when the log is lost, and its places mean nothing in this one
 * @param offset bytes since the log was begun
 */
record EventPosition(String log, long offset) {
    static final Pattern FORMAT = Pattern.compile("([0-9a-f]{8})-([0-9]{15})");

    static Optional<EventPosition> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventPosition(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    EventPosition at(long newOffset) {
        return new EventPosition(log, newOffset);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s-%015d", log, offset);
    }
}
