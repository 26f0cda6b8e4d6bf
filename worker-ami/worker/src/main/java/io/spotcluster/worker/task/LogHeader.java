package io.spotcluster.worker.task;

import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.queue.Claim;
import io.spotcluster.worker.queue.TaskDefinition;
import java.util.Locale;

/** The first lines of every log: what runs, and where. */
final class LogHeader {
    private LogHeader() {}

    static void write(TaskLog log, Services services, Claim claim) {
        WorkerConfiguration configuration = services.configuration();
        Machine machine = services.machine();
        TaskDefinition task = claim.task();
        String root = configuration.rootUrl().toString();
        String taskId = claim.run().taskId();
        log.info("=== Task %s, run %d: %s".formatted(taskId, claim.run().runId(), TaskLog.onOneLine(task.name())));
        log.info("link:     %s/tasks/%s/runs/%d"
                .formatted(root, taskId, claim.run().runId()));
        log.info("group:    %s, %s/tasks/groups/%s".formatted(task.taskGroupId(), root, task.taskGroupId()));
        log.info(
                "owner:    %s, source %s".formatted(TaskLog.onOneLine(task.owner()), TaskLog.onOneLine(task.source())));
        log.info("times:    created %s, deadline %s, expires %s"
                .formatted(task.created(), task.deadline(), task.expires()));
        log.info("worker:   " + configuration.identity());
        log.info("version:  spotcluster-worker " + machine.workerVersion() + " on Java " + machine.java());
        log.info("host:     " + machine.hostName()
                + configuration.instanceType().map(type -> ", " + type).orElse(""));
        log.info("machine:  %s, %s, %s".formatted(machine.operatingSystem(), machine.processors(), machine.memory()));
        log.info("disk:     " + freeDisk(services));
        log.info("location: " + configuration.workerLocation());
        log.info("root URL: " + root);
    }

    private static String freeDisk(Services services) {
        return String.format(Locale.ROOT, "%.1f GB free", services.folder().freeSpace() / 1e9);
    }
}
