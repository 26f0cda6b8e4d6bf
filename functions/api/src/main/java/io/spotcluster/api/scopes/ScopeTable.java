package io.spotcluster.api.scopes;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every scope that roles grant by name, once, under its rank in {@link ScopeSet#ORDER}. In that order a pattern comes right
 * before all that it satisfies, so a set of ranks turns into a {@link ScopeSet} without comparing any texts.
 */
final class ScopeTable {
    private final String[] scopes;
    /** By rank: the first rank after everything that the scope satisfies. */
    private final int[] ends;

    private ScopeTable(String[] scopes) {
        this.scopes = scopes;
        this.ends = new int[scopes.length];
        int[] open = new int[scopes.length];
        int depth = 0;
        for (int rank = 0; rank < scopes.length; rank++) {
            while (depth > 0 && !ScopeSet.satisfies(scopes[open[depth - 1]], scopes[rank])) {
                ends[open[--depth]] = rank;
            }
            if (ScopeSet.isPattern(scopes[rank])) {
                open[depth++] = rank;
            } else {
                ends[rank] = rank + 1;
            }
        }
        while (depth > 0) {
            ends[open[--depth]] = scopes.length;
        }
    }

    /** A table, and the rank of each of its scopes. */
    record Ranked(ScopeTable table, Map<String, Integer> ranks) {
        int[] ranksOf(List<String> list) {
            return list.stream().mapToInt(ranks::get).toArray();
        }
    }

    static Ranked of(Collection<String> scopes) {
        Map<String, Integer> ranks = HashMap.newHashMap(scopes.size());
        scopes.forEach(scope -> ranks.put(scope, 0));
        String[] sorted = ranks.keySet().toArray(String[]::new);
        Arrays.sort(sorted, ScopeSet.ORDER);
        for (int rank = 0; rank < sorted.length; rank++) {
            ranks.put(sorted[rank], rank);
        }
        return new Ranked(new ScopeTable(sorted), ranks);
    }

    int size() {
        return scopes.length;
    }

    String scope(int rank) {
        return scopes[rank];
    }

    /** The set of the scopes with these ranks. */
    ScopeSet set(BitSet ranks) {
        String[] found = new String[ranks.cardinality()];
        int count = 0;
        for (int rank = ranks.nextSetBit(0); rank >= 0; rank = ranks.nextSetBit(ends[rank])) {
            found[count++] = scopes[rank];
        }
        return ScopeSet.ofNormal(List.of(Arrays.copyOf(found, count)));
    }
}
