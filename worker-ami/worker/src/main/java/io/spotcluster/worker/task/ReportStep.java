package io.spotcluster.worker.task;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.client.ApiException;
import io.spotcluster.worker.queue.QueueClient;
import io.spotcluster.worker.queue.RunKey;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Outcome.Lost;
import io.spotcluster.worker.task.Outcome.Resolved;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells the queue how the run ended. A run that is not ours any more is not reported. */
final class ReportStep {
    private static final int CONFLICT = 409;

    private final QueueClient queue;
    private final Retries retries;
    private final Consumer<String> console;

    ReportStep(QueueClient queue, Retries retries, Consumer<String> console) {
        this.queue = queue;
        this.retries = retries;
        this.console = console;
    }

    /** What became of the run in the queue's eyes. */
    Outcome report(RunKey run, Outcome outcome, Supplier<Credentials> credentials) throws InterruptedException {
        return switch (outcome) {
            case Lost lost -> lost;
            case Resolved resolved -> report(run, resolved, credentials);
        };
    }

    private Outcome report(RunKey run, Resolved resolved, Supplier<Credentials> credentials)
            throws InterruptedException {
        try {
            retries.call("report of " + run, console, () -> {
                queue.resolve(run, resolved.resolution(), credentials.get());
                return true;
            });
            return resolved;
        } catch (ApiException e) {
            return new Lost(
                    e.status() == CONFLICT
                            ? "the queue had resolved it before: " + reason(run)
                            : "the queue refused the report: " + e.getMessage());
        } catch (IOException e) {
            return new Lost("it could not be reported: gave up after " + Retries.describe(e));
        }
    }

    private String reason(RunKey run) throws InterruptedException {
        try {
            return queue.status(run).reason();
        } catch (IOException e) {
            return "why is not known, " + Retries.describe(e);
        }
    }
}
