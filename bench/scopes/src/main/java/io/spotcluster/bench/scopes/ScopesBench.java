package io.spotcluster.bench.scopes;

import io.spotcluster.api.scopes.RoleSet;
import io.spotcluster.api.scopes.ScopeSet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Prints one line for each thing measured, as CPU time. All of it in one thread. */
public final class ScopesBench {
    private static final int BUILDS = 15;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ScopesBench() {}

    public static void main(String... arguments) {
        memory();
        Map<String, List<String>> realistic = Shapes.realistic();
        System.out.printf(
                "realistic: %,d roles, %,d scopes%n",
                realistic.size(),
                realistic.values().stream().mapToInt(List::size).sum());
        builds("realistic", realistic);
        RoleSet roles = RoleSet.compile(1, realistic);
        expansions("expand, never seen before", roles, number -> ScopeSet.of(Shapes.held(number)), WARM_UP, MEASURED);
        expansions("expand, seen before", roles, number -> ScopeSet.of(Shapes.held(number % 1000)), WARM_UP, MEASURED);
        expansions("expand assume:*", roles, number -> ScopeSet.of("assume:*", "assume:none:" + number), 20, 50);
        satisfaction(roles);
        adversarial("chain", Shapes.chain(), "assume:step-00000");
        adversarial("nested", Shapes.nested(), "assume:a" + "x".repeat(900) + "y");
        adversarial("nested, star", Shapes.nested(), "assume:a*");
        adversarial("fan", Shapes.fan(), "assume:f:*");
    }

    private static void builds(String name, Map<String, List<String>> shape) {
        System.out.printf("%s: first build %.1f ms%n", name, millis(() -> RoleSet.compile(1, shape)));
        List<Double> times = new ArrayList<>();
        List<Double> faults = new ArrayList<>();
        for (int i = 0; i < BUILDS; i++) {
            times.add(millis(() -> RoleSet.compile(1, shape)));
            faults.add(millis(() -> RoleSet.compile(0, shape).fault()));
        }
        System.out.printf(
                "%s: build median %.1f ms, worst %.1f ms; build and check of all for cycles: median %.1f ms%n",
                name,
                times.stream().sorted().toList().get(BUILDS / 2),
                times.stream().sorted().toList().getLast(),
                faults.stream().sorted().toList().get(BUILDS / 2));
    }

    private static void memory() {
        long before = used();
        Map<String, List<String>> texts = Shapes.realistic();
        long withTexts = used();
        RoleSet roles = RoleSet.compile(1, texts);
        long compiled = used();
        for (int i = 0; i < MEASURED; i++) {
            keep(roles.expand(ScopeSet.of(Shapes.held(i))));
        }
        System.out.printf(
                "memory: texts %.1f MB, compiled %.1f MB more, after %,d different expansions %.1f MB more%n",
                (withTexts - before) / 1e6, (compiled - withTexts) / 1e6, MEASURED, (used() - compiled) / 1e6);
        keep(texts);
        keep(roles);
    }

    private static void expansions(String name, RoleSet roles, IntFunction<ScopeSet> held, int warmUp, int measured) {
        for (int i = 0; i < warmUp; i++) {
            keep(roles.expand(held.apply(1_000_000 + i)));
        }
        Histogram times = new Histogram(3);
        long scopes = 0;
        for (int i = 0; i < measured; i++) {
            ScopeSet set = held.apply(i);
            long start = cpu();
            ScopeSet expanded = roles.expand(set);
            times.recordValue(cpu() - start);
            scopes += expanded.scopes().size();
        }
        System.out.printf(
                "%s: p50 %.1f µs, p99 %.1f µs, p99.9 %.1f µs, worst %.1f µs; %.0f scopes on average%n",
                name,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3,
                times.getMaxValue() / 1e3,
                scopes / (double) measured);
    }

    private static void satisfaction(RoleSet roles) {
        ScopeSet all = roles.expand(ScopeSet.of("assume:*"));
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < BUILDS; i++) {
            ScopeSet wanted = new ScopeSet(all.scopes());
            times.add(millis(() -> all.satisfies(wanted)));
        }
        System.out.printf(
                "does a set of %,d scopes satisfy another such one: median %.1f ms%n",
                all.scopes().size(), times.stream().sorted().toList().get(BUILDS / 2));
        Histogram one = new Histogram(3);
        for (int i = 0; i < MEASURED; i++) {
            String scope = all.scopes().get((i * 7919) % all.scopes().size()) + "x";
            long start = cpu();
            keep(all.satisfies(scope));
            one.recordValue(cpu() - start);
        }
        System.out.printf(
                "does it satisfy one scope: p50 %.2f µs, p99 %.2f µs%n",
                one.getValueAtPercentile(50) / 1e3, one.getValueAtPercentile(99) / 1e3);
    }

    private static void adversarial(String name, Map<String, List<String>> shape, String scope) {
        builds(name, shape);
        RoleSet roles = RoleSet.compile(1, shape);
        expansions(name + ", worst expansion", roles, number -> ScopeSet.of(scope, "assume:none:" + number), 20, 100);
    }

    private static double millis(Supplier<Object> work) {
        long start = cpu();
        keep(work.get());
        return (cpu() - start) / 1e6;
    }

    /** Of this thread, in nanoseconds: machines are shared. */
    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static volatile Object kept = "";

    private static void keep(Object value) {
        // Read as well as written, so that no compiler takes the work for useless.
        if (kept != value) {
            kept = value;
        }
    }
}
