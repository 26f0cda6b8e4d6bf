package io.spotcluster.worker.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionScheduledEvent;
import io.spotcluster.api.client.ApiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries things until they work, the failure is permanent, or patience is at its end. Safe for many threads. */
public final class Retries {
    /** A quarter more or less, so that many workers do not come back as one. */
    private static final double JITTER = 0.25;

    private final Backoff backoff;

    public Retries(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * Runs {@code attempt}, again after each failure that may pass.
     *
     * @param what is tried, for the notices: {@code upload of public/log.txt}
     * @param notices take one line for each retry
     * @throws IOException the last failure
     */
    public <T> T call(String what, Consumer<String> notices, Attempt<T> attempt)
            throws IOException, InterruptedException {
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleIf(Retries::mayPass)
                .withMaxAttempts(backoff.attempts())
                .withBackoff(backoff.first(), backoff.longest())
                .withJitter(JITTER)
                .onRetryScheduled(event -> notices.accept(notice(what, event)))
                .build();
        try {
            return Failsafe.with(policy).get(attempt::run);
        } catch (FailsafeException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case InterruptedException interruption -> {
                    Thread.interrupted();
                    throw interruption;
                }
                case null, default -> throw e;
            }
        }
    }

    private static boolean mayPass(Throwable failure) {
        return switch (failure) {
            case ApiException answer -> answer.mayPass();
            case PermanentFailure known -> !known.isPermanent();
            case IOException connection -> true;
            default -> false;
        };
    }

    private String notice(String what, ExecutionScheduledEvent<?> event) {
        String cause = event.getLastException() instanceof IOException failure ? describe(failure) : "a failure";
        return String.format(
                Locale.ROOT,
                "%s: attempt %d of %d after %s, waiting %.1f s",
                what,
                event.getAttemptCount() + 1,
                backoff.attempts(),
                cause,
                event.getDelay().toMillis() / 1000.0);
    }

    /** A failure in a few words. */
    public static String describe(IOException failure) {
        return switch (failure) {
            case ApiException answer -> ("HTTP " + answer.status() + " " + answer.code()).strip();
            case HttpTimeoutException timeout -> "a timeout";
            case ConnectException refused -> "no connection";
            default ->
                Optional.ofNullable(failure.getMessage())
                        .orElse(failure.getClass().getSimpleName());
        };
    }
}
