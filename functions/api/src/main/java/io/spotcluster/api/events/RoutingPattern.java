package io.spotcluster.api.events;

import io.spotcluster.base.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among routing keys, by the rules of <a href="https://www.rabbitmq.com/tutorials/amqp-concepts">AMQP's topic
 * exchanges</a>: words are separated by dots, {@code *} stands for exactly one word, {@code #} for any number of words, also
 * none.
 *
 * @param text as it was given
 * @param words of the text
 */
public record RoutingPattern(String text, List<String> words) {
    /** As AMQP limits routing keys and patterns, in bytes; all of them are ASCII. */
    public static final int LONGEST = 255;

    private static final String ONE = "*";
    private static final String ANY = "#";

    public RoutingPattern {
        words = List.copyOf(words);
    }

    /** @throws io.spotcluster.base.RejectedException InputError, when the text can match nothing that a user may have meant */
    public static RoutingPattern parse(String text) {
        List<String> words = words(text);
        fault(text, words).ifPresent(rejection -> {
            throw rejection.asException();
        });
        return new RoutingPattern(text, words);
    }

    private static Optional<Rejection> fault(String text, List<String> words) {
        if (text.length() > LONGEST) {
            return Optional.of(Rejection.input("A routing pattern has at most %d characters; '%s…' has %d."
                    .formatted(LONGEST, text.substring(0, 40), text.length())));
        }
        if (text.chars().anyMatch(character -> character < ' ' || character > '~')) {
            return Optional.of(Rejection.input(
                    "A routing pattern is made of printable ASCII characters, and '%s' is not.".formatted(text)));
        }
        return words.stream()
                .filter(word -> word.length() > 1 && (word.contains(ONE) || word.contains(ANY)))
                .findFirst()
                .map(word -> Rejection.input(
                        "`*` and `#` stand for whole words between dots; the word '%s' of the routing pattern '%s' mixes them with others."
                                .formatted(word, text)));
    }

    private static List<String> words(String key) {
        return List.of(key.split("\\.", -1));
    }

    public boolean matches(String routingKey) {
        List<String> key = words(routingKey);
        int word = 0;
        int at = 0;
        int lastAny = -1;
        int swallowed = 0;
        // Greedy from the left; where it fails, the last `#` swallows one word more.
        while (at < key.size()) {
            if (word < words.size() && words.get(word).equals(ANY)) {
                lastAny = word++;
                swallowed = at;
            } else if (word < words.size()
                    && (words.get(word).equals(ONE) || words.get(word).equals(key.get(at)))) {
                word++;
                at++;
            } else if (lastAny >= 0) {
                word = lastAny + 1;
                at = ++swallowed;
            } else {
                return false;
            }
        }
        return words.subList(word, words.size()).stream().allMatch(ANY::equals);
    }

    @Override
    public String toString() {
        return text;
    }
}
