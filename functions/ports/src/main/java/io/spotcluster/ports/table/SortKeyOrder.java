package io.spotcluster.ports.table;

import java.util.Comparator;

/**
 * The order of sort keys: by their UTF-8 bytes, unsigned, which is the order of their code points. ({@link
 * String#compareTo} differs: it puts U+FF5E after U+1F600, whose surrogates are smaller.)
 */
public final class SortKeyOrder implements Comparator<String> {
    public static final SortKeyOrder INSTANCE = new SortKeyOrder();

    private SortKeyOrder() {}

    @Override
    public int compare(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Surrogates stand for code points above all of the basic plane, whatever their own number.
                boolean aboveA = Character.isSurrogate(a);
                boolean aboveB = Character.isSurrogate(b);
                return aboveA == aboveB ? Character.compare(a, b) : Boolean.compare(aboveA, aboveB);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
