package io.spotcluster.api.events;

import java.util.Optional;

/**
 * A word of a routing key.
 *
 * @param summary a line of markdown
 * @param constant the one value it ever has, where that is so
 * @param required whether a value is always known; where it is not, {@code _} is sent
 * @param multipleWords whether a value may contain dots
 */
public record KeyWord(String name, String summary, Optional<String> constant, boolean required, boolean multipleWords) {
    public static KeyWord required(String name, String summary) {
        return new KeyWord(name, summary, Optional.empty(), true, false);
    }

    public static KeyWord optional(String name, String summary) {
        return new KeyWord(name, summary, Optional.empty(), false, false);
    }

    public static KeyWord constant(String name, String value, String summary) {
        return new KeyWord(name, summary, Optional.of(value), true, false);
    }

    /** Room for words that a later version may add; there is no value yet. */
    public static KeyWord reserved(String summary) {
        return new KeyWord("reserved", summary, Optional.empty(), false, true);
    }
}
