package io.spotcluster.worker.artifact;

import io.spotcluster.api.client.ApiException;
import io.spotcluster.worker.artifact.FoundArtifact.Absent;
import io.spotcluster.worker.artifact.FoundArtifact.Present;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import io.spotcluster.worker.payload.ArtifactName;
import io.spotcluster.worker.payload.Logs;
import io.spotcluster.worker.queue.NewArtifact;
import io.spotcluster.worker.queue.Resolution;
import io.spotcluster.worker.retry.Retries;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/** Uploads what {@link ArtifactFinder} found, several at a time, with a line in the log for each. */
public final class ArtifactUploader {
    private static final int AT_A_TIME = 5;
    private static final int LONGEST_MESSAGE = 4000;

    private final RunArtifacts artifacts;
    private final Logs logs;
    private final TaskLog log;

    public ArtifactUploader(RunArtifacts artifacts, Logs logs, TaskLog log) {
        this.artifacts = artifacts;
        this.logs = logs;
        this.log = log;
    }

    /** Uploads all, and gives the problems in the artifacts' order; the first decides. */
    public List<UploadProblem> upload(List<FoundArtifact> found) throws InterruptedException {
        List<UploadProblem> problems = new ArrayList<>();
        List<Future<Optional<UploadProblem>>> uploads = new ArrayList<>();
        ThreadFactory threads = Thread.ofVirtual().name("upload ", 1).factory();
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME, threads)) {
            for (FoundArtifact artifact : distinct(found, problems)) {
                uploads.add(executor.submit(() -> upload(artifact)));
            }
            try {
                for (Future<Optional<UploadProblem>> upload : uploads) {
                    upload.get().ifPresent(problems::add);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("an upload died", e.getCause());
            } finally {
                // Nothing is left to stop, unless this thread was interrupted.
                executor.shutdownNow();
            }
        }
        return problems;
    }

    /** Drops artifacts that would replace a log, and the second of two with one name. */
    private List<FoundArtifact> distinct(List<FoundArtifact> found, List<UploadProblem> problems) {
        Map<String, FoundArtifact> byName = new LinkedHashMap<>();
        for (FoundArtifact artifact : found) {
            boolean isLog = (logs.publishLive() && artifact.name().equals(logs.live()))
                    || (logs.publishBacking() && artifact.name().equals(logs.backing()));
            if (isLog) {
                log.warn("%s is not uploaded: the worker publishes its log under this name".formatted(artifact.name()));
                continue;
            }
            FoundArtifact first = byName.putIfAbsent(artifact.name(), artifact);
            if (first != null && !first.equals(artifact)) {
                problems.add(problem(
                        artifact,
                        Resolution.MALFORMED_PAYLOAD,
                        "two different artifacts of the payload come to this one name"));
            }
        }
        return List.copyOf(byName.values());
    }

    private Optional<UploadProblem> upload(FoundArtifact artifact) throws InterruptedException {
        if (!ArtifactName.isValid(artifact.name())) {
            return optional(
                    problem(
                            artifact,
                            Resolution.FAILED,
                            "the name has characters other than printable ASCII, which no artifact may have"),
                    artifact);
        }
        try {
            return switch (artifact) {
                case Present present -> uploadPresent(present);
                case Absent absent -> excuse(absent);
            };
        } catch (ApiException e) {
            return optional(problem(artifact, meaning(e), "the queue refused it: " + e.getMessage()), artifact);
        } catch (IOException e) {
            return optional(
                    problem(artifact, Resolution.RESOURCE_UNAVAILABLE, "gave up after " + Retries.describe(e)),
                    artifact);
        }
    }

    private Optional<UploadProblem> uploadPresent(Present present) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long size = Files.size(present.file());
        long sent = artifacts.upload(
                present.name(),
                present.expires(),
                present.contentType(),
                present.file(),
                present.contentEncoding(),
                log::warn);
        String wire = present.contentEncoding() == ContentEncoding.GZIP
                ? String.format(Locale.ROOT, "%,d bytes (%,d as gzip)", size, sent)
                : String.format(Locale.ROOT, "%,d bytes", size);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        log.info(String.format(
                Locale.ROOT,
                "artifact %s: %s, %s, in %.3f s",
                present.name(),
                wire,
                present.contentType(),
                taken.toMillis() / 1000.0));
        return Optional.empty();
    }

    /** An artifact that says why it is not there. */
    private Optional<UploadProblem> excuse(Absent absent) throws IOException, InterruptedException {
        String message = absent.message().length() <= LONGEST_MESSAGE
                ? absent.message()
                : absent.message().substring(0, LONGEST_MESSAGE);
        artifacts.create(absent.name(), new NewArtifact.Missing(absent.expires(), absent.reason(), message), log::warn);
        return optional(
                problem(
                        absent,
                        Resolution.FAILED,
                        "%s: %s".formatted(absent.reason().word(), message)),
                absent);
    }

    private Optional<UploadProblem> optional(UploadProblem problem, FoundArtifact artifact) {
        String line = "artifact %s: %s".formatted(TaskLog.onOneLine(problem.name()), problem.explanation());
        if (artifact.optional()) {
            log.info(line + " (it is optional)");
            return Optional.empty();
        }
        log.error(line);
        return Optional.of(problem);
    }

    private static UploadProblem problem(FoundArtifact artifact, Resolution resolution, String explanation) {
        return new UploadProblem(artifact.name(), resolution, explanation);
    }

    private static Resolution meaning(ApiException refusal) {
        return switch (refusal.status()) {
            case 400, 409, 413 -> Resolution.MALFORMED_PAYLOAD;
            case 401, 403, 404 -> Resolution.INTERNAL_ERROR;
            default -> Resolution.RESOURCE_UNAVAILABLE;
        };
    }
}
