package io.spotcluster.api.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A route like {@code /task/<taskId>/artifacts/<name>}.
 *
 * <p>A parameter takes one piece of the path between slashes, and slashes in it travel as {@code %2F}. If its pattern allows
 * a slash, it may also take several pieces with the slashes between them as they are: {@code artifacts/public/log.txt}. A
 * route has at most one such parameter, so there is only one way to match.
 */
public final class RouteTemplate {
    private static final Pattern PARAMETER_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_.:-]*");

    /** What stands between two slashes. */
    private sealed interface Piece {
        record Literal(String text) implements Piece {}

        /**
         * @param suffix what follows the parameter in its piece
         * @param wide takes several pieces as well
         */
        record Parameter(String name, Pattern pattern, String suffix, boolean wide) implements Piece {}
    }

    /**
     * What a path gave.
     *
     * @param parameters decoded
     * @param mismatches a line for each parameter that its pattern refuses
     */
    public record Match(Map<String, String> parameters, List<String> mismatches) {}

    private final String text;
    private final List<Piece> pieces;
    private final int wide;

    private RouteTemplate(String text, List<Piece> pieces) {
        this.text = text;
        this.pieces = List.copyOf(pieces);
        int index = -1;
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i) instanceof Piece.Parameter parameter && parameter.wide()) {
                index = i;
            }
        }
        wide = index;
    }

    /**
     * @param patterns of the parameters, by name
     * @throws IllegalArgumentException naming each fault of the route
     */
    public static RouteTemplate of(String route, Map<String, Pattern> patterns) {
        List<String> faults = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (!route.startsWith("/")) {
            faults.add("the route '%s' does not begin with a slash".formatted(route));
        }
        for (String piece : split(route)) {
            int end = piece.indexOf('>');
            if (piece.startsWith("<") && end > 0) {
                String name = piece.substring(1, end);
                String suffix = piece.substring(end + 1);
                Pattern pattern = patterns.get(name);
                if (!PARAMETER_NAME.matcher(name).matches()
                        || !LITERAL.matcher(suffix).matches()) {
                    faults.add("the route '%s' has '%s', which is no <parameter>".formatted(route, piece));
                } else if (!names.add(name)) {
                    faults.add("the route '%s' has <%s> twice".formatted(route, name));
                } else if (pattern == null) {
                    faults.add("the parameter <%s> of the route '%s' has no pattern".formatted(name, route));
                } else {
                    pieces.add(new Piece.Parameter(
                            name, pattern, suffix, pattern.matcher("a/b").matches()));
                }
            } else if (LITERAL.matcher(piece).matches()) {
                pieces.add(new Piece.Literal(piece));
            } else {
                faults.add(
                        "the route '%s' has '%s', which is neither a word nor a <parameter>".formatted(route, piece));
            }
        }
        if (pieces.stream()
                        .filter(piece -> piece instanceof Piece.Parameter parameter && parameter.wide())
                        .count()
                > 1) {
            faults.add("the route '%s' has two parameters whose patterns allow a slash".formatted(route));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new RouteTemplate(route, pieces);
    }

    /** The pieces of a path between its slashes, still escaped; one empty piece for {@code /}. */
    static List<String> split(String path) {
        List<String> found = new ArrayList<>();
        int from = path.startsWith("/") ? 1 : 0;
        while (true) {
            int slash = path.indexOf('/', from);
            if (slash < 0) {
                found.add(path.substring(from));
                return found;
            }
            found.add(path.substring(from, slash));
            from = slash + 1;
        }
    }

    /** The parameters' names, in the order of the route. */
    public List<String> parameters() {
        return pieces.stream()
                .filter(Piece.Parameter.class::isInstance)
                .map(piece -> ((Piece.Parameter) piece).name())
                .toList();
    }

    /** The first piece, if it is a word: what routes are looked up by. */
    Optional<String> firstWord() {
        return pieces.getFirst() instanceof Piece.Literal literal ? Optional.of(literal.text()) : Optional.empty();
    }

    /** How much of a route is words: of two routes that match, the one with more words is meant. */
    int words() {
        return (int) pieces.stream().filter(Piece.Literal.class::isInstance).count();
    }

    boolean isWide() {
        return wide >= 0;
    }

    /**
     * @throws io.spotcluster.base.RejectedException InvalidRequestArguments, when the path fits and its escapes are wrong
     */
    Optional<Match> match(List<String> path) {
        int extra = path.size() - pieces.size();
        if (extra == -1 && allowsAbsence(pieces.getLast())) {
            return match(path, 0, pieces.size() - 1);
        }
        return extra == 0 || (extra > 0 && isWide()) ? match(path, extra, pieces.size()) : Optional.empty();
    }

    private Optional<Match> match(List<String> path, int extra, int present) {
        int position = 0;
        for (int i = 0; i < present; i++) {
            switch (pieces.get(i)) {
                case Piece.Literal(String word) -> {
                    if (!path.get(position).equals(word)) {
                        return Optional.empty();
                    }
                    position++;
                }
                case Piece.Parameter parameter -> {
                    position += 1 + (i == wide ? extra : 0);
                    String last = path.get(position - 1);
                    boolean empty = last.length() == parameter.suffix().length() && !(i == wide && extra > 0);
                    if (!last.endsWith(parameter.suffix()) || (empty && !allowsAbsence(parameter))) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(decode(path, extra, present));
    }

    private Match decode(List<String> path, int extra, int present) {
        Map<String, String> values = HashMap.newHashMap(pieces.size());
        List<String> mismatches = new ArrayList<>(0);
        int position = 0;
        for (int i = 0; i < pieces.size(); i++) {
            int width = i >= present ? 0 : 1 + (i == wide ? extra : 0);
            if (pieces.get(i) instanceof Piece.Parameter parameter) {
                String raw =
                        width == 1 ? path.get(position) : String.join("/", path.subList(position, position + width));
                raw = raw.substring(
                        0, raw.length() - (width == 0 ? 0 : parameter.suffix().length()));
                String value = Escapes.decode("The URL's <" + parameter.name() + ">", raw);
                if (!parameter.pattern().matcher(value).matches()) {
                    mismatches.add("<%s> is '%s' and must match %s"
                            .formatted(parameter.name(), shortened(value), parameter.pattern()));
                }
                values.put(parameter.name(), value);
            }
            position += width;
        }
        return new Match(values, mismatches);
    }

    private static boolean allowsAbsence(Piece piece) {
        return piece instanceof Piece.Parameter parameter
                && parameter.pattern().matcher("").matches();
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }

    /** Is there a path that both match, with neither of them more meant than the other? */
    boolean isAmbiguousWith(RouteTemplate other) {
        if (words() != other.words() || isWide() != other.isWide()) {
            return false;
        }
        int longest = Math.max(pieces.size(), other.pieces.size()) + 1;
        for (int length = 1; length <= longest; length++) {
            Optional<List<Piece>> ours = stretched(length);
            Optional<List<Piece>> theirs = other.stretched(length);
            if (ours.isPresent() && theirs.isPresent() && overlap(ours.get(), theirs.get())) {
                return true;
            }
        }
        return false;
    }

    private Optional<List<Piece>> stretched(int length) {
        int extra = length - pieces.size();
        if (extra < 0 || (extra > 0 && !isWide())) {
            return Optional.empty();
        }
        List<Piece> result = new ArrayList<>(pieces);
        for (int i = 0; i < extra; i++) {
            result.add(wide, pieces.get(wide));
        }
        return Optional.of(result);
    }

    private static boolean overlap(List<Piece> ours, List<Piece> theirs) {
        for (int i = 0; i < ours.size(); i++) {
            if (!overlap(ours.get(i), theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlap(Piece one, Piece other) {
        return switch (one) {
            case Piece.Literal(String word) ->
                switch (other) {
                    case Piece.Literal(String otherWord) -> word.equals(otherWord);
                    case Piece.Parameter parameter -> accepts(parameter, word);
                };
            case Piece.Parameter parameter ->
                switch (other) {
                    case Piece.Literal(String word) -> accepts(parameter, word);
                    case Piece.Parameter _ -> true;
                };
        };
    }

    private static boolean accepts(Piece.Parameter parameter, String word) {
        return parameter.wide() || parameter.pattern().matcher(word).matches();
    }

    /** As declared. */
    @Override
    public String toString() {
        return text;
    }
}
