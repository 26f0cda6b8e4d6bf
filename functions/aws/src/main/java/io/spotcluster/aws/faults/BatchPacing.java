package io.spotcluster.aws.faults;

import io.spotcluster.ports.StoreException;
import java.time.Duration;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * Paces the repetition of what a service left out of a batch. The SDK does not: to it, a batch of which nothing was done is a
 * success.
 */
public final class BatchPacing {
    private static final int ATTEMPTS = 8;

    private final RetryStrategy strategy;

    public BatchPacing() {
        this(BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(2)));
    }

    public BatchPacing(BackoffStrategy backoff) {
        strategy = StandardRetryStrategy.builder()
                .retryOnException(NothingDone.class)
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(backoff)
                .throttlingBackoffStrategy(backoff)
                .build();
    }

    /** One batch, from its first call until nothing of it is left. */
    public Batch start(String call) {
        return new Batch(call);
    }

    public final class Batch {
        private final String call;
        private RetryToken token = firstToken();

        private Batch(String call) {
            this.call = call;
        }

        /** Something was done: go on at once, and with as much patience as at first. */
        public void progressed() {
            token = firstToken();
        }

        /**
         * Nothing was done: waits before the next call.
         *
         * @throws StoreException.Throttled when it has waited often enough
         */
        public void pause() {
            try {
                RefreshRetryTokenRequest request = RefreshRetryTokenRequest.builder()
                        .token(token)
                        .failure(new NothingDone(call))
                        .build();
                var next = strategy.refreshRetryToken(request);
                token = next.token();
                Thread.sleep(next.delay());
            } catch (TokenAcquisitionFailedException e) {
                throw new StoreException.Throttled(
                        "%s: nothing of the batch was done at any of %d attempts".formatted(call, ATTEMPTS), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.ResultUnknown(call + " was interrupted", e);
            }
        }

        private RetryToken firstToken() {
            return strategy.acquireInitialToken(AcquireInitialTokenRequest.create("batch"))
                    .token();
        }
    }

    /** Never leaves this class; the strategy wants to see what it judges. */
    private static final class NothingDone extends RuntimeException {
        private static final long serialVersionUID = 1;

        NothingDone(String call) {
            super(call, null, false, false);
        }
    }
}
