package io.spotcluster.queue.claim;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.queue.task.Claim;
import io.spotcluster.queue.task.TaskDefinition;
import io.spotcluster.queue.task.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long a claim lasts, and what its holder may do. */
public final class ClaimTerms {
    private final Duration timeout;
    private final CredentialsIssuer issuer;
    private final Clock clock;

    public ClaimTerms(Duration timeout, CredentialsIssuer issuer, Clock clock) {
        this.timeout = timeout;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** When a claim made or prolonged now ends: a whole second, since the name of the credentials tells it in seconds. */
    Instant takenUntil() {
        Instant end = clock.instant().plus(timeout);
        return Instant.ofEpochSecond(end.getEpochSecond() + (end.getNano() > 0 ? 1 : 0));
    }

    /** Good until the claim ends: for the run itself, and with the scopes of the task. */
    Credentials credentials(TaskId taskId, int runId, Claim claim, TaskDefinition definition) {
        String run = taskId + "/" + runId;
        String clientId = "task-client/%s/on/%s/until/%d"
                .formatted(run, claim.worker(), claim.takenUntil().getEpochSecond());
        List<String> scopes = new ArrayList<>(
                List.of("queue:reclaim-task:" + run, "queue:resolve-task:" + run, "queue:create-artifact:" + run));
        scopes.addAll(definition.scopes());
        Instant now = clock.instant();
        Instant start = now.isBefore(claim.takenUntil()) ? now : claim.takenUntil();
        return issuer.issue(clientId, scopes, start, claim.takenUntil());
    }
}
