package io.spotcluster.worker.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** A task in the fake queue, with its one run. */
public final class FakeRun {
    /** Generous: it only bounds how long a failing test hangs. */
    private static final long PATIENCE_SECONDS = 60;

    private final String taskId;
    private final JsonNode definition;
    private final Map<String, StoredArtifact> artifacts = new ConcurrentSkipListMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> resolution = new CompletableFuture<>();
    private final CompletableFuture<String> claimed = new CompletableFuture<>();
    private volatile String state = "pending";
    private volatile Optional<String> ended = Optional.empty();

    FakeRun(String taskId, JsonNode definition) {
        this.taskId = taskId;
        this.definition = definition;
    }

    public String taskId() {
        return taskId;
    }

    JsonNode definition() {
        return definition;
    }

    String state() {
        return state;
    }

    Optional<String> reasonResolved() {
        return ended;
    }

    void claim(String nonce) {
        state = "running";
        claimed.complete(nonce);
    }

    boolean isRunning() {
        return state.equals("running");
    }

    void note(String call) {
        calls.add(call);
    }

    void put(String name, StoredArtifact artifact) {
        artifacts.put(name, artifact);
    }

    Optional<StoredArtifact> find(String name) {
        return Optional.ofNullable(artifacts.get(name));
    }

    void resolve(String newState, String reason) {
        state = newState;
        ended = Optional.of(reason);
        resolution.complete(newState + "/" + reason);
    }

    /** Ends the run from outside. */
    public void cancel() {
        state = "exception";
        ended = Optional.of("canceled");
    }

    /** Waits for the worker's report, as in {@code exception/worker-shutdown}. */
    public String awaitResolution() {
        return await(resolution);
    }

    public boolean isReported() {
        return resolution.isDone();
    }

    /** Waits for the claim, and gives the nonce that it came with. */
    public String awaitClaim() {
        return await(claimed);
    }

    private static String await(CompletableFuture<String> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("it did not come", e);
        }
    }

    /** The artifacts by name. */
    public Map<String, StoredArtifact> artifacts() {
        return new TreeMap<>(artifacts);
    }

    public StoredArtifact artifact(String name) {
        return find(name)
                .orElseThrow(() -> new AssertionError("there is no artifact " + name + ", but " + artifacts.keySet()));
    }

    /** The backing log. */
    public String log() {
        return artifact("public/logs/live_backing.log").text();
    }

    /** The calls made for this run, in order: {@code reclaim}, {@code artifact s3 public/x}, {@code put public/x}, {@code completed}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }
}
