package io.spotcluster.worker.queue;

import io.spotcluster.api.authentication.Credentials;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The calls that a worker makes. Each is tried once; callers retry. Every method throws {@link
 * io.spotcluster.api.client.ApiException} for an answer that is an error, and another {@link IOException} when there was no answer.
 */
public interface QueueClient {
    /**
     * Asks for work, with the worker's own credentials. The queue may take some seconds to answer.
     *
     * @param nonce the same for a repeated call, so that a lost answer is given again
     */
    List<Claim> claimWork(int tasks, String nonce) throws IOException, InterruptedException;

    /** Prolongs a claim; the new lease replaces the old one. */
    Lease reclaim(RunKey run, Credentials credentials) throws IOException, InterruptedException;

    /** How a run stands, asked without credentials. */
    RunStatus status(RunKey run) throws IOException, InterruptedException;

    /** Creates an artifact; gives the upload address of a stored one, and nothing for the others. */
    Optional<UploadAddress> createArtifact(RunKey run, String name, NewArtifact artifact, Credentials credentials)
            throws IOException, InterruptedException;

    /** Finds an artifact of the latest run of a task. */
    ArtifactSource latestArtifact(String taskId, String name, Credentials credentials)
            throws IOException, InterruptedException;

    void resolve(RunKey run, Resolution resolution, Credentials credentials) throws IOException, InterruptedException;
}
