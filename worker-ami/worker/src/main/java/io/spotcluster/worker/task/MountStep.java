package io.spotcluster.worker.task;

import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.mount.MountFailedException;
import io.spotcluster.worker.mount.Mounter;
import io.spotcluster.worker.payload.Mount;
import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Outcome.Resolved;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Puts the mounts in place, before the commands run. */
final class MountStep {
    private final Mounter mounter;
    private final TaskLog log;
    private final Interruptions interruptions;

    MountStep(Mounter mounter, TaskLog log, Interruptions interruptions) {
        this.mounter = mounter;
        this.log = log;
        this.interruptions = interruptions;
    }

    /** Empty, if all are in place, or if the run was interrupted meanwhile. */
    Optional<Outcome> run(List<Mount> mounts) throws InterruptedException {
        try {
            Interruptible.run(interruptions.any(), () -> mountAll(mounts));
            return Optional.empty();
        } catch (MountFailedException e) {
            return Optional.of(failure(e.resolution(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return Optional.of(
                    failure(Resolution.RESOURCE_UNAVAILABLE, "a mount failed: gave up after " + Retries.describe(e)));
        }
    }

    private boolean mountAll(List<Mount> mounts) throws IOException, InterruptedException {
        for (Mount mount : mounts) {
            mounter.mount(mount);
        }
        return true;
    }

    private Outcome failure(Resolution resolution, String why) {
        log.error(why);
        return new Resolved(resolution, why);
    }
}
