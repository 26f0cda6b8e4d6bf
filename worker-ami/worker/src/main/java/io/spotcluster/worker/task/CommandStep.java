package io.spotcluster.worker.task;

import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.payload.Payload;
import io.spotcluster.worker.process.CommandEnd.Exited;
import io.spotcluster.worker.process.CommandEnd.NotStarted;
import io.spotcluster.worker.process.CommandEnd.Stopped;
import io.spotcluster.worker.process.CommandRunner;
import io.spotcluster.worker.process.ProcessFamily;
import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.task.Outcome.Resolved;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the commands one after another, until one fails or the run is interrupted. */
final class CommandStep {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final CommandRunner runner;
    private final TaskLog log;
    private final Interruptions interruptions;

    CommandStep(CommandRunner runner, TaskLog log, Interruptions interruptions) {
        this.runner = runner;
        this.log = log;
        this.interruptions = interruptions;
    }

    /** What the commands come to by themselves; completed, too, if they were interrupted. */
    Outcome run(Payload payload) throws InterruptedException {
        int count = payload.commands().size();
        for (int index = 0; index < count && !interruptions.any().isDone(); index++) {
            Optional<Outcome> failure =
                    run(payload, payload.commands().get(index), "command %d of %d".formatted(index + 1, count));
            if (failure.isPresent()) {
                return failure.get();
            }
        }
        return new Resolved(Resolution.COMPLETED, "");
    }

    private Optional<Outcome> run(Payload payload, List<String> command, String name) throws InterruptedException {
        log.info("=== %s: %s".formatted(name, quoted(command)));
        return switch (runner.run(command, interruptions.any())) {
            case Exited exited -> {
                log.info("%s: exit code %d, %s".formatted(name, exited.code(), exited.use()));
                yield judge(payload, exited.code(), name);
            }
            case Stopped stopped -> {
                log.warn("%s: stopped with %s, %s"
                        .formatted(name, processes(stopped.end().found()), stopped.use()));
                noteSurvivors(stopped.end());
                yield Optional.empty();
            }
            case NotStarted notStarted -> {
                log.error("%s: cannot be started: %s".formatted(name, notStarted.why()));
                yield Optional.of(new Resolved(Resolution.FAILED, name + " cannot be started"));
            }
        };
    }

    private static Optional<Outcome> judge(Payload payload, int code, String name) {
        String why = "%s ended with exit code %d".formatted(name, code);
        if (payload.retryExitCodes().contains(code)) {
            return Optional.of(new Resolved(
                    Resolution.INTERMITTENT_TASK, why + ", which the payload names in onExitStatus.retry"));
        }
        return code == 0 ? Optional.empty() : Optional.of(new Resolved(Resolution.FAILED, why));
    }

    /** Ends whatever the commands have left behind. */
    void endLeftovers() throws InterruptedException {
        ProcessFamily.End end = runner.endLeftovers();
        if (end.found() > 0) {
            log.info("ended %s that the commands had left running".formatted(processes(end.found())));
        }
        noteSurvivors(end);
    }

    private void noteSurvivors(ProcessFamily.End end) {
        if (!end.survivors().isEmpty()) {
            log.error("could not end: " + String.join("; ", end.survivors()));
        }
    }

    private static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }

    /** As one would type it into a shell. */
    private static String quoted(List<String> command) {
        return command.stream()
                .map(argument ->
                        PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
