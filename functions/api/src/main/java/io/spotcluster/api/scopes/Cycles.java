package io.spotcluster.api.scopes;

import io.spotcluster.base.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Looks for roles that lead to themselves: depth first, without recursion, since chains may be longer than a stack is deep. A
 * star that reaches thousands of roles is looked at as a range, so it costs no more than those of them that are new.
 */
final class Cycles {
    private final RoleIndex index;
    private final BitSet seen = new BitSet();
    private final BitSet onPath = new BitSet();
    private final Deque<Visit> path = new ArrayDeque<>();

    private Cycles(RoleIndex index) {
        this.index = index;
    }

    /** Absent, if no role leads to itself. */
    static Optional<Rejection> find(RoleIndex index) {
        Cycles cycles = new Cycles(index);
        for (int number = 0; number < index.rules().size(); number++) {
            int again = cycles.from(number);
            if (again != RoleIndex.NONE) {
                return Optional.of(Rejection.input(cycles.message(again)));
            }
        }
        return Optional.empty();
    }

    /** A role on the path, and what of its dependencies is not looked at yet. */
    private static final class Visit {
        private final int number;
        private final List<RoleIndex.Reach> dependencies;
        private int next;

        Visit(int number, List<RoleIndex.Reach> dependencies) {
            this.number = number;
            this.dependencies = dependencies;
        }
    }

    /** The role that the path comes to for the second time, or {@link RoleIndex#NONE}. */
    private int from(int start) {
        if (seen.get(start)) {
            return RoleIndex.NONE;
        }
        enter(start);
        while (!path.isEmpty()) {
            Visit visit = path.getLast();
            if (visit.next == visit.dependencies.size()) {
                onPath.clear(visit.number);
                path.removeLast();
                continue;
            }
            RoleIndex.Reach reach = visit.dependencies.get(visit.next);
            int again = first(onPath, reach, true);
            if (again != RoleIndex.NONE) {
                return again;
            }
            int fresh = first(seen, reach, false);
            if (fresh == RoleIndex.NONE) {
                visit.next++;
            } else {
                enter(fresh);
            }
        }
        return RoleIndex.NONE;
    }

    private void enter(int number) {
        seen.set(number);
        onPath.set(number);
        path.addLast(new Visit(number, index.dependencies(number)));
    }

    /** The first of the roles reached that is, or is not, in {@code set}. */
    private int first(BitSet set, RoleIndex.Reach reach, boolean member) {
        int exact = first(set, Math.max(0, reach.from()), reach.to(), member);
        if (exact != RoleIndex.NONE) {
            return exact;
        }
        int star = first(set, reach.starsFrom(), reach.starsTo(), member);
        if (star != RoleIndex.NONE) {
            return star;
        }
        int number = reach.beginning();
        while (number != RoleIndex.NONE && set.get(number) != member) {
            number = index.parent(number);
        }
        return number;
    }

    private static int first(BitSet set, int from, int to, boolean member) {
        if (from >= to) {
            return RoleIndex.NONE;
        }
        int found = member ? set.nextSetBit(from) : set.nextClearBit(from);
        return found >= 0 && found < to ? found : RoleIndex.NONE;
    }

    private String message(int again) {
        List<String> cycle = new ArrayList<>(path.stream()
                .map(visit -> visit.number)
                .dropWhile(number -> number != again)
                .map(number -> index.rule(number).roleId())
                .toList());
        cycle.add(index.rule(again).roleId());
        return "the roles would form a cycle, in which a role leads to itself: '%s'"
                .formatted(String.join("' -> '", cycle));
    }
}
