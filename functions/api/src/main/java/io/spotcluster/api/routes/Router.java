package io.spotcluster.api.routes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the route of a path. Of several routes that match, it takes one whose parameters' patterns all match too, and of
 * these the one with the most words, then one without a parameter that takes slashes. A slash at the end counts only where
 * it makes a difference between routes.
 *
 * @param <T> what a route leads to
 */
public final class Router<T> {
    /** A route and what it leads to. */
    public record Route<T>(String method, RouteTemplate template, T target) {}

    /** What a request has found. */
    public record Found<T>(T target, RouteTemplate.Match match) {}

    private static final String ANY = "<>";

    private final List<Route<T>> routes;
    /** By HTTP method, then by the first word of the route or {@link #ANY}; the most meant first. */
    private final Map<String, Map<String, List<Route<T>>>> index = new HashMap<>();

    public Router(List<Route<T>> routes) {
        this.routes = List.copyOf(routes);
        Comparator<Route<T>> mostMeantFirst = Comparator.comparing(
                        (Route<T> route) -> route.template().words())
                .reversed()
                .thenComparing(route -> route.template().isWide());
        for (Route<T> route : routes) {
            index.computeIfAbsent(route.method(), _ -> new HashMap<>())
                    .computeIfAbsent(route.template().firstWord().orElse(ANY), _ -> new ArrayList<>())
                    .add(route);
        }
        index.values().forEach(byWord -> byWord.values().forEach(list -> list.sort(mostMeantFirst)));
    }

    /** What the routes lead to, in their order. */
    public List<T> targets() {
        return routes.stream().map(Route::target).toList();
    }

    /** A line for each pair of routes that a request cannot tell apart. */
    public List<String> ambiguities() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            for (int j = i + 1; j < routes.size(); j++) {
                Route<T> one = routes.get(i);
                Route<T> other = routes.get(j);
                if (one.method().equals(other.method()) && one.template().isAmbiguousWith(other.template())) {
                    found.add("the routes %s %s and %s cannot be told apart"
                            .formatted(one.method(), one.template(), other.template()));
                }
            }
        }
        return found;
    }

    /**
     * @param path escaped as it came, without the prefix of the service
     * @throws io.spotcluster.base.RejectedException InvalidRequestArguments, when the escapes of a parameter are wrong
     */
    public Optional<Found<T>> find(String method, String path) {
        Map<String, List<Route<T>>> byWord = index.get(method);
        if (byWord == null) {
            return Optional.empty();
        }
        List<String> pieces = RouteTemplate.split(path);
        Optional<Found<T>> found = find(byWord, pieces);
        return found.isPresent() ? found : find(byWord, otherwiseEnded(pieces));
    }

    /** The methods for which the path has a route, sorted. */
    public List<String> methods(String path) {
        TreeSet<String> found = new TreeSet<>();
        for (String method : index.keySet()) {
            if (find(method, path).isPresent()) {
                found.add(method);
            }
        }
        return List.copyOf(found);
    }

    private Optional<Found<T>> find(Map<String, List<Route<T>>> byWord, List<String> pieces) {
        Optional<Found<T>> found = first(byWord.getOrDefault(pieces.getFirst(), List.of()), pieces);
        if (found.isPresent() && found.get().match().mismatches().isEmpty()) {
            return found;
        }
        Optional<Found<T>> any = first(byWord.getOrDefault(ANY, List.of()), pieces);
        return found.isEmpty() || any.filter(Router::isWhole).isPresent() ? any : found;
    }

    private Optional<Found<T>> first(List<Route<T>> candidates, List<String> pieces) {
        Optional<Found<T>> found = Optional.empty();
        for (Route<T> route : candidates) {
            Optional<RouteTemplate.Match> match = route.template().match(pieces);
            if (match.isPresent()) {
                Found<T> candidate = new Found<>(route.target(), match.get());
                if (isWhole(candidate)) {
                    return Optional.of(candidate);
                }
                if (found.isEmpty()) {
                    found = Optional.of(candidate);
                }
            }
        }
        return found;
    }

    private static boolean isWhole(Found<?> found) {
        return found.match().mismatches().isEmpty();
    }

    private static List<String> otherwiseEnded(List<String> pieces) {
        List<String> other = new ArrayList<>(pieces);
        if (other.size() > 1 && other.getLast().isEmpty()) {
            other.removeLast();
        } else {
            other.add("");
        }
        return other;
    }
}
