package io.spotcluster.worker.process;

import io.spotcluster.worker.log.TaskLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Runs the commands of one task, one after another. What a command leaves running in the background stays for the commands
 * after it; {@link #close} ends it.
 *
 * <p>Where the system has {@code setsid}, a command runs in a session of its own: a Ctrl-C meant for the worker does not
 * reach it, and its children are found by their session.
 */
public final class CommandRunner implements AutoCloseable {
    private static final Optional<Path> SETSID = Executables.find("setsid");
    private static final Optional<Path> MKFIFO = Executables.find("mkfifo");

    private final Settings settings;
    private final TaskLog log;
    private final ProcessFamily family;
    private final List<OutputPipe> pipes = new ArrayList<>();

    /**
     * What all commands of a task share.
     *
     * @param environment all of it: nothing is inherited
     * @param ownFolder for the worker's files, out of the task's way
     * @param killGrace between SIGTERM and SIGKILL, asked when it comes to that
     * @param alone whether no other task's commands run meanwhile: CPU times can only be told apart then
     */
    public record Settings(
            Path workDirectory,
            Map<String, String> environment,
            Path ownFolder,
            Supplier<Duration> killGrace,
            boolean alone) {
        public Settings {
            environment = Map.copyOf(environment);
        }
    }

    public CommandRunner(Settings settings, TaskLog log) {
        this.settings = settings;
        this.log = log;
        this.family = ProcessFamily.of(settings.workDirectory());
    }

    /** Runs one command, until it ends or {@code stop} completes. */
    public CommandEnd run(List<String> arguments, CompletionStage<?> stop) throws InterruptedException {
        long begin = System.nanoTime();
        Optional<ChildUsage> before = settings.alone() ? ChildUsage.read() : Optional.empty();
        OutputPipe pipe;
        Process process;
        try {
            pipe = OutputPipe.open(log, MKFIFO, settings.ownFolder().resolve("output-" + pipes.size()));
            pipes.add(pipe);
            process = start(arguments, pipe);
        } catch (IOException e) {
            return new CommandEnd.NotStarted(String.valueOf(e.getMessage()));
        }
        try (MemorySampler memory = MemorySampler.start(process.toHandle())) {
            awaitEither(process.onExit(), stop);
            Optional<ProcessFamily.End> end = process.isAlive()
                    ? Optional.of(family.end(settings.killGrace().get()))
                    : Optional.empty();
            Duration wall = Duration.ofNanos(System.nanoTime() - begin);
            pipe.drain();
            ResourceUse use = use(wall, before, memory.peak());
            return end.isPresent()
                    ? new CommandEnd.Stopped(use, end.get())
                    : new CommandEnd.Exited(process.exitValue(), use);
        }
    }

    private Process start(List<String> arguments, OutputPipe pipe) throws IOException {
        List<String> command = new ArrayList<>();
        SETSID.ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(settings.workDirectory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Executables.nullDevice()));
        builder.environment().clear();
        builder.environment().putAll(settings.environment());
        pipe.connect(builder);
        Process process = builder.start();
        family.begin(process.toHandle());
        pipe.started(process);
        return process;
    }

    private static void awaitEither(CompletableFuture<Process> exit, CompletionStage<?> stop)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(exit, stop.toCompletableFuture()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither the end of a process nor a stop can fail", e);
        }
    }

    private static ResourceUse use(Duration wall, Optional<ChildUsage> before, Optional<Long> sampledPeak) {
        Optional<ChildUsage> after = before.isPresent() ? ChildUsage.read() : Optional.empty();
        if (before.isEmpty() || after.isEmpty()) {
            return new ResourceUse(wall, Optional.empty(), Optional.empty(), sampledPeak);
        }
        return new ResourceUse(
                wall,
                Optional.of(after.get().user().minus(before.get().user())),
                Optional.of(after.get().system().minus(before.get().system())),
                sampledPeak);
    }

    /** Ends whatever the commands have left running. */
    public ProcessFamily.End endLeftovers() throws InterruptedException {
        ProcessFamily.End end = family.end(settings.killGrace().get());
        for (OutputPipe pipe : pipes) {
            pipe.drain();
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        for (OutputPipe pipe : pipes) {
            pipe.close();
        }
    }
}
