package io.spotcluster.local.workers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers of this machine. One that ends is started anew; one that an earlier, killed instance left behind goes on with
 * its task, and is taken over as long as it works for the same root URL.
 */
public final class WorkerProcesses implements AutoCloseable {
    /** What workers get to report their tasks as interrupted. */
    private static final Duration PATIENCE = Duration.ofMillis(3500);

    private final List<WorkerSlot> slots;

    private WorkerProcesses(List<WorkerSlot> slots) {
        this.slots = slots;
    }

    public static WorkerProcesses start(WorkerPlan plan) throws IOException {
        endSurplus(plan);
        List<WorkerSlot> slots = new ArrayList<>();
        for (int number = 1; number <= plan.count(); number++) {
            slots.add(WorkerSlot.start(plan, workerId(number)));
        }
        return new WorkerProcesses(List.copyOf(slots));
    }

    static String workerId(int number) {
        return "worker-" + number;
    }

    /** Workers left behind that the plan has no place for. */
    private static void endSurplus(WorkerPlan plan) throws IOException {
        List<String> wanted = new ArrayList<>();
        for (int number = 1; number <= plan.count(); number++) {
            wanted.add(workerId(number));
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(plan.folder(), Files::isDirectory)) {
            for (Path folder : folders) {
                if (!wanted.contains(folder.getFileName().toString())) {
                    ProcessRecord.in(folder).living().ifPresent(ProcessHandle::destroy);
                }
            }
        }
    }

    /** The process ids of the workers that run now. */
    public List<Long> processIds() {
        return slots.stream()
                .flatMap(slot -> slot.running().stream())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Asks all to end and waits for it; kills those that take long. */
    @Override
    public void close() {
        slots.forEach(WorkerSlot::beginToEnd);
        Instant deadline = Instant.now().plus(PATIENCE);
        slots.forEach(slot -> slot.end(deadline));
    }
}
