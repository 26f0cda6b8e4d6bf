package io.spotcluster.worker.task;

import io.spotcluster.worker.artifact.ArtifactFinder;
import io.spotcluster.worker.artifact.ArtifactUploader;
import io.spotcluster.worker.artifact.UploadProblem;
import io.spotcluster.worker.log.TaskLog;
import io.spotcluster.worker.payload.ArtifactDeclaration;
import io.spotcluster.worker.task.Outcome.Resolved;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Uploads the artifacts, whatever the commands came to. */
final class ArtifactStep {
    private final ArtifactFinder finder;
    private final ArtifactUploader uploader;
    private final TaskLog log;
    private final Interruptions interruptions;

    ArtifactStep(ArtifactFinder finder, ArtifactUploader uploader, TaskLog log, Interruptions interruptions) {
        this.finder = finder;
        this.uploader = uploader;
        this.log = log;
        this.interruptions = interruptions;
    }

    /** The first problem; empty, if there is none, or if the uploads were abandoned. */
    Optional<Outcome> run(List<ArtifactDeclaration> artifacts) throws InterruptedException {
        if (interruptions.abandoned().isDone()) {
            if (!artifacts.isEmpty()) {
                log.warn("no artifacts are uploaded");
            }
            return Optional.empty();
        }
        try {
            Optional<List<UploadProblem>> problems =
                    Interruptible.run(interruptions.abandoned(), () -> uploader.upload(finder.find(artifacts)));
            return problems.flatMap(list -> list.stream().findFirst())
                    .map(problem -> new Resolved(
                            problem.resolution(), "artifact %s: %s".formatted(problem.name(), problem.explanation())));
        } catch (IOException e) {
            throw new IllegalStateException("the uploader reports its failures as problems", e);
        }
    }
}
