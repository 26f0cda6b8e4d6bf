package io.spotcluster.queue.retention;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in which each {@code *} stands for any number of characters, slashes and dots included. */
public final class Wildcard {
    private final String text;
    private final Pattern pattern;

    Wildcard(String text) {
        this.text = text;
        this.pattern = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    boolean matches(String value) {
        return pattern.matcher(value).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
