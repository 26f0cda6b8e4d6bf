package io.spotcluster.local.workers;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.json.Json;
import io.spotcluster.local.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The place of one worker: sees to it that a process works there. */
final class WorkerSlot {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A worker that ran this long did not fail at its start. */
    private static final Duration SOUND = Duration.ofSeconds(30);

    /** Exit codes of a worker that had no task for long, or was asked to stop. */
    private static final Set<Integer> SOUND_CODES = Set.of(0, 68, 72);

    private final WorkerPlan plan;
    private final String workerId;
    private final Path folder;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicReference<Optional<ProcessHandle>> process = new AtomicReference<>(Optional.empty());
    private final Thread thread;

    private WorkerSlot(WorkerPlan plan, String workerId) {
        this.plan = plan;
        this.workerId = workerId;
        this.folder = plan.folder().resolve(workerId);
        this.thread = Thread.ofVirtual().name(workerId).unstarted(this::keepRunning);
    }

    static WorkerSlot start(WorkerPlan plan, String workerId) throws IOException {
        WorkerSlot slot = new WorkerSlot(plan, workerId);
        PrivateFiles.createFolder(slot.folder);
        slot.thread.start();
        return slot;
    }

    Optional<ProcessHandle> running() {
        return process.get().filter(ProcessHandle::isAlive);
    }

    private void keepRunning() {
        Duration pause = FIRST_PAUSE;
        try {
            Optional<ProcessHandle> left = leftBehind();
            boolean end = isEnding();
            while (!end) {
                Instant began = Instant.now();
                boolean sound = (left.isPresent() ? adopted(left.get()) : started()).get();
                left = Optional.empty();
                if (sound || isEnding()) {
                    end = isEnding();
                } else {
                    pause = began.plus(SOUND).isBefore(Instant.now()) ? FIRST_PAUSE : longer(pause);
                    LOG.warn("{} failed; the next start is in {} ms. Its log: {}", workerId, pause.toMillis(), log());
                    end = endingWithin(pause);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is no longer looked after", workerId);
        } catch (IOException | ExecutionException | RuntimeException e) {
            LOG.error("{} cannot be started", workerId, e);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** A process of an earlier instance, if it works for this one too; one that does not is ended. */
    private Optional<ProcessHandle> leftBehind() throws IOException {
        Optional<ProcessHandle> living = ProcessRecord.in(folder).living();
        if (living.isPresent()
                && !Json.parse(Files.readString(configurationFile()))
                        .path("rootUrl")
                        .asString("")
                        .equals(plan.rootUrl())) {
            living.get().destroy();
            return Optional.empty();
        }
        return living;
    }

    /** @return when it ends, true: how a process that is not our child ended, nobody knows */
    private Future<Boolean> adopted(ProcessHandle left) {
        LOG.info("{} of an earlier instance still runs as process {}", workerId, left.pid());
        process.set(Optional.of(left));
        return left.onExit().thenApply(_ -> true);
    }

    /** @return when it ends, whether it ended as it should */
    private Future<Boolean> started() throws IOException {
        PrivateFiles.write(configurationFile(), configuration());
        File log = log().toFile();
        ProcessBuilder builder = new ProcessBuilder(plan.command()
                        .line(List.of("worker", "--config", configurationFile().toString())))
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log));
        withJava(builder.environment());
        Process started = builder.start();
        process.set(Optional.of(started.toHandle()));
        ProcessRecord.in(folder).write(started.toHandle());
        if (isEnding()) {
            // The end was asked for before there was anybody to ask.
            started.destroy();
        }
        return started.onExit().thenApply(ended -> SOUND_CODES.contains(ended.exitValue()));
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    /** Tasks find the same Java that runs the platform, whatever else the machine has. */
    private static void withJava(Map<String, String> environment) {
        Path home = JavaCommand.javaHome();
        environment.put("JAVA_HOME", home.toString());
        environment.merge("PATH", home.resolve("bin").toString(), (path, java) -> java + File.pathSeparator + path);
    }

    private static File nothing() {
        return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private String configuration() {
        Credentials credentials = plan.credentials().apply(workerId);
        ObjectNode configuration = Json.MAPPER.createObjectNode();
        configuration.put("rootUrl", plan.rootUrl());
        configuration.put("clientId", credentials.clientId());
        configuration.put("accessToken", credentials.accessToken().reveal());
        credentials.certificate().ifPresent(certificate -> configuration.put("certificate", certificate));
        configuration.put("workerPoolId", plan.workerPoolId());
        configuration.put("workerGroup", plan.workerGroup());
        configuration.put("workerId", workerId);
        configuration.put("workDir", folder.resolve("work").toString());
        // The server answers only when there is work, or after its own wait.
        configuration.put("pollInterval", "200ms");
        configuration.put("shutdownTimeout", "3s");
        configuration.put("idleTimeout", plan.idleTimeout().toSeconds() + "s");
        return configuration.toPrettyString() + "\n";
    }

    private Path configurationFile() {
        return folder.resolve("worker.json");
    }

    private Path log() {
        return folder.resolve("worker.log");
    }

    private boolean endingWithin(Duration wait) throws InterruptedException {
        return ending.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    void beginToEnd() {
        ending.countDown();
        process.get().ifPresent(ProcessHandle::destroy);
    }

    /** After {@link #beginToEnd}. */
    void end(Instant deadline) {
        try {
            boolean _ = thread.join(atLeastNothing(Duration.between(Instant.now(), deadline)));
            Optional<ProcessHandle> last = process.get();
            if (last.isPresent() && last.get().isAlive()) {
                LOG.warn("{} does not end and is killed", workerId);
                last.get().descendants().forEach(ProcessHandle::destroyForcibly);
                last.get().destroyForcibly();
                last.get().onExit().get(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} may still run", workerId, e);
        }
    }

    private static Duration atLeastNothing(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
