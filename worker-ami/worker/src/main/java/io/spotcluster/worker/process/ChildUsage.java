package io.spotcluster.worker.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What all collected children of this process have used, from {@code getrusage(RUSAGE_CHILDREN)}: the one place where the
 * system still knows a child's CPU time when it has ended. It is asked only where native access is allowed ({@code
 * --enable-native-access=ALL-UNNAMED}), so that the JVM never warns, and only on 64-bit Linux and macOS, whose layouts of
 * {@code struct rusage} agree in the members read here.
 *
 * <p>Its largest resident size is of no use: it counts the moment before {@code exec}, when a child still shares this
 * process's memory.
 */
record ChildUsage(Duration user, Duration system) {
    private static final int RUSAGE_CHILDREN = -1;
    private static final long STRUCT_SIZE = 256;
    private static final long SYSTEM_TIME = 16;
    private static final long MICROSECONDS = 8;

    private static final Optional<MethodHandle> GETRUSAGE = find();

    private static Optional<MethodHandle> find() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean known = system.startsWith("linux") || system.startsWith("mac");
        if (!known
                || ValueLayout.ADDRESS.byteSize() != Long.BYTES
                || !ChildUsage.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find("getrusage").map(symbol -> handle(linker, symbol));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(Linker linker, MemorySegment symbol) {
        return linker.downcallHandle(
                symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    static Optional<ChildUsage> read() {
        return GETRUSAGE.flatMap(ChildUsage::read);
    }

    private static Optional<ChildUsage> read(MethodHandle getrusage) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(STRUCT_SIZE, Long.BYTES);
            int result = (int) getrusage.invokeExact(RUSAGE_CHILDREN, usage);
            return result == 0
                    ? Optional.of(new ChildUsage(time(usage, 0), time(usage, SYSTEM_TIME)))
                    : Optional.empty();
        } catch (Throwable e) {
            // MethodHandle declares it; a failed question has no answer, and the log goes without the figure.
            return Optional.empty();
        }
    }

    private static Duration time(MemorySegment usage, long offset) {
        return Duration.ofSeconds(usage.get(ValueLayout.JAVA_LONG, offset))
                .plusNanos(usage.get(ValueLayout.JAVA_INT, offset + MICROSECONDS) * 1000L);
    }
}
