package io.spotcluster.worker.task;

import io.spotcluster.worker.artifact.ArtifactFinder;
import io.spotcluster.worker.artifact.ArtifactUploader;
import io.spotcluster.worker.artifact.RunArtifacts;
import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.FileTree;
import io.spotcluster.worker.files.TaskDirectory;
import io.spotcluster.worker.json.Fault;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.mount.Mounter;
import io.spotcluster.worker.payload.Payload;
import io.spotcluster.worker.payload.PayloadReader;
import io.spotcluster.worker.payload.PayloadReading;
import io.spotcluster.worker.payload.TaskFacts;
import io.spotcluster.worker.process.CommandRunner;
import io.spotcluster.worker.queue.Claim;
import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.queue.RunKey;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Interruption.ClaimLost;
import io.spotcluster.worker.task.Interruption.TimeIsUp;
import io.spotcluster.worker.task.Interruption.WorkerStops;
import io.spotcluster.worker.task.Outcome.Lost;
import io.spotcluster.worker.task.Outcome.Resolved;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One run, from its claim to its report. */
public final class TaskRun {
    private static final Duration LIVE_READERS = Duration.ofSeconds(2);

    private final Services services;
    private final Claim claim;
    private final RunKey run;
    private final Interruptions interruptions = new Interruptions();
    private final Timings timings = new Timings();

    public TaskRun(Services services, Claim claim) {
        this.services = services;
        this.claim = claim;
        this.run = claim.run();
    }

    /** Runs the task. Whatever happens, its processes are gone and its folder is wiped afterwards. */
    public Outcome execute() throws InterruptedException {
        services.shutdown().register(interruptions);
        WorkerConfiguration configuration = services.configuration();
        try (ClaimKeeper keeper = ClaimKeeper.start(
                services.queue(),
                run,
                claim.lease(),
                configuration.statusInterval(),
                services.clock(),
                interruptions::raise,
                this::say)) {
            Outcome outcome = inDirectory(keeper);
            ReportStep report = new ReportStep(services.queue(), services.retries(), this::say);
            return Interruptible.run(interruptions.outOfTime(), () -> report.report(run, outcome, keeper::credentials))
                    .orElseGet(() -> new Lost("there was no time left to report: " + outcome));
        } catch (IOException e) {
            throw new IllegalStateException("the report step handles its failures", e);
        } finally {
            services.shutdown().forget(interruptions);
        }
    }

    private Outcome inDirectory(ClaimKeeper keeper) throws InterruptedException {
        Optional<TaskDirectory> directory = Optional.empty();
        try {
            directory = Optional.of(services.folder().taskDirectory(run.taskId(), run.runId()));
            try (TaskLog log = new TaskLog(directory.get().own().resolve("task.log"), services.clock())) {
                return withLog(keeper, directory.get(), log);
            }
        } catch (IOException e) {
            String why = "no folder or log for the task: " + e;
            say(why);
            return new Resolved(Resolution.INTERNAL_ERROR, why);
        } finally {
            directory.ifPresent(this::wipe);
        }
    }

    private Outcome withLog(ClaimKeeper keeper, TaskDirectory directory, TaskLog log) throws InterruptedException {
        timings.note("pending", claim.pending());
        LogHeader.write(log, services, claim);
        PayloadReading reading = PayloadReader.read(
                claim.task().payload(),
                new TaskFacts(
                        claim.task().dependencies(),
                        claim.task().deadline(),
                        claim.task().expires(),
                        services.configuration().maxTaskRunTime()));
        RunArtifacts artifacts = new RunArtifacts(
                services.queue(), run, keeper::credentials, services.http(), services.retries(), directory.own());
        LogPublication publication = new LogPublication(
                artifacts,
                services.liveLogs(),
                log,
                reading.logs(),
                claim.task().expires(),
                this::say);
        try {
            Outcome outcome = switch (reading) {
                case PayloadReading.Invalid invalid -> explain(log, invalid.faults());
                case PayloadReading.Valid valid -> {
                    publication.start(
                            services.clock().instant().plus(valid.payload().maxRunTime()));
                    yield runPayload(keeper, directory, log, artifacts, valid.payload());
                }
            };
            return publish(log, publication, weigh(outcome));
        } catch (RuntimeException e) {
            log.error("the worker failed: " + e);
            say("a fault of the worker: " + stackTrace(e));
            return publish(log, publication, new Resolved(Resolution.INTERNAL_ERROR, "a fault of the worker: " + e));
        } finally {
            publication.stop();
        }
    }

    private static Outcome explain(TaskLog log, List<Fault> faults) {
        log.error("The payload is not valid:");
        faults.forEach(fault -> log.error("  - " + TaskLog.onOneLine(fault.toString())));
        log.info("A payload for this worker has these members:");
        PayloadReader.SUPPORTED.forEach(line -> log.info("  - " + line));
        return new Resolved(Resolution.MALFORMED_PAYLOAD, "the payload is not valid");
    }

    private Outcome runPayload(
            ClaimKeeper keeper, TaskDirectory directory, TaskLog log, RunArtifacts artifacts, Payload payload)
            throws InterruptedException {
        timings.end("prepare");
        Outcome outcome;
        try (MaxRunTime _ = MaxRunTime.start(payload.maxRunTime(), interruptions)) {
            Mounter mounter = new Mounter(
                    services.queue(), keeper::credentials, services.http(), services.retries(), directory, log);
            Optional<Outcome> failure = new MountStep(mounter, log, interruptions).run(payload.mounts());
            timings.end("download");
            if (failure.isPresent()) {
                return failure.get();
            }
            outcome = runCommands(directory, log, payload);
        }
        timings.end("run");
        interruptions.decisive().ifPresent(interruption -> log.error(describe(interruption)));
        Optional<Outcome> problem = new ArtifactStep(
                        new ArtifactFinder(directory, claim.task().expires()),
                        new ArtifactUploader(artifacts, payload.logs(), log),
                        log,
                        interruptions)
                .run(payload.artifacts());
        timings.end("upload");
        return problem.isPresent() && isCompleted(outcome) ? problem.get() : outcome;
    }

    private Outcome runCommands(TaskDirectory directory, TaskLog log, Payload payload) throws InterruptedException {
        WorkerConfiguration configuration = services.configuration();
        CommandRunner.Settings settings = new CommandRunner.Settings(
                directory.work(),
                TaskEnvironment.of(System.getenv(), configuration, claim, payload, directory),
                directory.own(),
                () -> services.shutdown().grace(configuration.killGrace()),
                configuration.capacity() == 1);
        try (CommandRunner runner = new CommandRunner(settings, log)) {
            CommandStep step = new CommandStep(runner, log, interruptions);
            try {
                return step.run(payload);
            } finally {
                step.endLeftovers();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the output of the commands could not be closed", e);
        }
    }

    /** An interruption outweighs what the commands came to. */
    private Outcome weigh(Outcome outcome) {
        return interruptions
                .decisive()
                .<Outcome>map(interruption -> switch (interruption) {
                    case ClaimLost lost -> new Lost(lost.reason());
                    case WorkerStops stops -> new Resolved(Resolution.WORKER_SHUTDOWN, describe(stops));
                    case TimeIsUp time ->
                        isCompleted(outcome) ? new Resolved(Resolution.FAILED, describe(time)) : outcome;
                })
                .orElse(outcome);
    }

    private static boolean isCompleted(Outcome outcome) {
        return outcome instanceof Resolved resolved && resolved.resolution() == Resolution.COMPLETED;
    }

    private static String describe(Interruption interruption) {
        return switch (interruption) {
            case TimeIsUp time ->
                "the task was stopped: its maxRunTime of %d s has passed"
                        .formatted(time.maxRunTime().toSeconds());
            case ClaimLost lost -> "the task was stopped: " + lost.reason();
            case WorkerStops stops -> "the task was stopped: the worker shuts down";
        };
    }

    private Outcome publish(TaskLog log, LogPublication publication, Outcome outcome) throws InterruptedException {
        log.info("=== Task %s".formatted(outcome));
        log.info("times: %s (without the upload of this log)".formatted(timings));
        try {
            Optional<Boolean> published = Interruptible.run(interruptions.outOfTime(), () -> {
                publication.finish(LIVE_READERS);
                return true;
            });
            if (published.isEmpty()) {
                say("there was no time left to publish the log");
            }
        } catch (IOException e) {
            String why = "the log could not be published: " + Retries.describe(e);
            say(why);
            return isCompleted(outcome) ? new Resolved(Resolution.RESOURCE_UNAVAILABLE, why) : outcome;
        }
        Optional<IOException> failure = log.failure();
        if (failure.isPresent() && isCompleted(outcome)) {
            return new Resolved(Resolution.RESOURCE_UNAVAILABLE, "the log could not be written: " + failure.get());
        }
        return outcome;
    }

    private void wipe(TaskDirectory directory) {
        try {
            FileTree.delete(directory.root());
        } catch (IOException e) {
            say("its folder could not be deleted, the next start will try again: " + e);
        }
    }

    private void say(String text) {
        services.console().accept("task %s: %s".formatted(run, text));
    }

    private static String stackTrace(RuntimeException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
