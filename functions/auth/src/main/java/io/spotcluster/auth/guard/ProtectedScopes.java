package io.spotcluster.auth.guard;

import io.spotcluster.api.configuration.ConfigurationDocument;
import io.spotcluster.api.scopes.ScopeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Patterns of scopes, such as {@code assume:release:*}, that no client or role may newly come to, unless whoever changes it
 * holds {@link #OVERRIDE} with the pattern.
 */
public record ProtectedScopes(List<String> patterns) {
    /**
     * Not below {@code auth:}, so that those who administer clients and roles by {@code auth:*} do not hold it without a word.
     */
    public static final String OVERRIDE = "spotcluster:grant-protected:";

    public static final ProtectedScopes NONE = new ProtectedScopes(List.of());

    /** @throws IllegalArgumentException naming every pattern that is none */
    public ProtectedScopes {
        patterns = List.copyOf(patterns);
        List<String> faults = faults(patterns);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /** {@code auth.protectedScopes} of the configuration; reports faults to the document. */
    public static ProtectedScopes read(ConfigurationDocument document) {
        List<String> patterns = document.at("/auth/protectedScopes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        List<String> faults = faults(patterns);
        faults.forEach(fault -> document.fault("$.auth.protectedScopes", fault));
        return faults.isEmpty() ? new ProtectedScopes(patterns) : NONE;
    }

    /** A line for each pattern that cannot protect anything. */
    public static List<String> faults(List<String> patterns) {
        List<String> faults = new ArrayList<>();
        for (String pattern : patterns) {
            fault(pattern).ifPresent(fault -> faults.add("the protected scope '%s' %s".formatted(pattern, fault)));
        }
        return faults;
    }

    private static Optional<String> fault(String pattern) {
        if (pattern.isEmpty()) {
            return Optional.of("is empty");
        }
        if (!ScopeSet.isScope(pattern)) {
            return Optional.of("has characters other than printable ASCII");
        }
        if (pattern.endsWith("**")) {
            return Optional.of("ends with '**', as no scope may");
        }
        return pattern.equals("*")
                ? Optional.of("would protect everything, so that nobody could grant anything")
                : Optional.empty();
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** A scope that is protected, and by which pattern. */
    public record Touched(String scope, String pattern) {}

    /** What {@code next} has of protected scopes that {@code former} does not have. */
    List<Touched> opened(ScopeSet former, ScopeSet next) {
        List<Touched> opened = new ArrayList<>();
        for (String pattern : patterns) {
            next.intersection(ScopeSet.of(pattern))
                    .minus(former)
                    .scopes()
                    .forEach(scope -> opened.add(new Touched(scope, pattern)));
        }
        return opened;
    }
}
