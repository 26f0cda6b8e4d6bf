package io.spotcluster.worker.process;

import io.spotcluster.worker.process.ProcFileSystem.Stat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Every process that a run has started. Its members are known by three marks, since none alone is enough:
 *
 * <ul>
 *   <li>descent from a command, as long as the parents live;
 *   <li>on Linux the variable {@code TASK_WORKDIR} in their environment, which no payload can change: it also finds those
 *       whose parents have gone, and those in sessions of their own;
 *   <li>on Linux the session of the command that runs now: it finds those who cleared their environment.
 * </ul>
 *
 * <p>Process handles carry the start time, so that a reused process id is never mistaken for a member. Safe for many threads.
 */
public final class ProcessFamily {
    static final String MARK = "TASK_WORKDIR";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int LAST_TRIES = 100;

    /** Hundredths of a second: start times are rounded. */
    private static final long ROUNDING = 200;

    private final Predicate<String> mark;
    private final long earliest;
    private final Set<ProcessHandle> known = new HashSet<>();
    private Optional<ProcessHandle> command = Optional.empty();

    private ProcessFamily(Predicate<String> mark, long earliest) {
        this.mark = mark;
        this.earliest = earliest;
    }

    /** The processes of the run with this working directory. */
    public static ProcessFamily of(Path workDirectory) {
        return new ProcessFamily(workDirectory.toString()::equals, ProcFileSystem.now() - ROUNDING);
    }

    /** The processes of all runs with folders in {@code tasks}: what a worker that was killed has left behind. */
    public static ProcessFamily leftIn(Path tasks) {
        String start = tasks + "/";
        return new ProcessFamily(value -> value.startsWith(start), 0);
    }

    /**
     * How the end of a family went.
     *
     * @param found processes that were alive
     * @param survivors that could not be ended, as process ids with their programs
     */
    public record End(int found, List<String> survivors) {}

    /** A command begins. Whoever is left of the one before stays a member. */
    synchronized void begin(ProcessHandle newCommand) {
        if (command.isPresent()) {
            known.addAll(members());
        }
        command = Optional.of(newCommand);
    }

    /** Members that are alive now. */
    public synchronized Set<ProcessHandle> members() {
        known.removeIf(handle -> !handle.isAlive());
        Set<ProcessHandle> members = new LinkedHashSet<>(known);
        command.ifPresent(members::add);
        if (ProcFileSystem.isAvailable()) {
            addByMarks(members);
        } else {
            List.copyOf(members).forEach(handle -> handle.descendants().forEach(members::add));
        }
        members.remove(ProcessHandle.current());
        members.removeIf(handle -> !isAlive(handle));
        // Whose parent ends before it would be nobody's on a system without /proc.
        known.addAll(members);
        return members;
    }

    /** One look at every process that is younger than the run. */
    private void addByMarks(Set<ProcessHandle> members) {
        Map<Long, Stat> young = new HashMap<>();
        for (long pid : ProcFileSystem.processes()) {
            ProcFileSystem.stat(pid).filter(stat -> stat.started() >= earliest).ifPresent(stat -> young.put(pid, stat));
        }
        Set<Long> found = new HashSet<>();
        members.forEach(member -> found.add(member.pid()));
        young.forEach((pid, stat) -> {
            if (isInSession(stat) || hasMark(pid)) {
                found.add(pid);
            }
        });
        for (boolean grows = true; grows; ) {
            grows = false;
            for (Map.Entry<Long, Stat> process : young.entrySet()) {
                grows |= found.contains(process.getValue().parent()) && found.add(process.getKey());
            }
        }
        found.forEach(pid -> ProcessHandle.of(pid).ifPresent(members::add));
    }

    private boolean hasMark(long pid) {
        return ProcFileSystem.environmentVariable(pid, MARK).filter(mark).isPresent();
    }

    private boolean isInSession(Stat stat) {
        return command.filter(handle -> handle.pid() == stat.session()).isPresent();
    }

    /** A zombie's parent may never collect it (in a container without an init, say): it counts as ended. */
    private static boolean isAlive(ProcessHandle handle) {
        return handle.isAlive()
                && ProcFileSystem.stat(handle.pid()).filter(Stat::hasEnded).isEmpty();
    }

    /**
     * Ends all members: asks them (SIGTERM), and kills those that are still there after {@code grace} (SIGKILL), with those
     * that they start meanwhile.
     */
    public End end(Duration grace) throws InterruptedException {
        Set<ProcessHandle> alive = members();
        int found = alive.size();
        Set<ProcessHandle> asked = new HashSet<>();
        long patienceEnds = System.nanoTime() + grace.toNanos();
        while (!alive.isEmpty() && System.nanoTime() - patienceEnds < 0) {
            alive.stream().filter(asked::add).forEach(ProcessHandle::destroy);
            Thread.sleep(LOOK_AGAIN);
            alive = members();
        }
        for (int tries = 0; !alive.isEmpty() && tries < LAST_TRIES; tries++) {
            alive.forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(LOOK_AGAIN);
            alive = members();
        }
        return new End(found, alive.stream().map(ProcessFamily::describe).toList());
    }

    private static String describe(ProcessHandle handle) {
        return handle.pid() + " " + handle.info().command().orElse("?");
    }
}
