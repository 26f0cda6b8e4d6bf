package io.spotcluster.queue.task;

import io.spotcluster.api.json.Json;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How large a definition may be, where its schema sets no limit: so that it fits into every reply and event it is part of, on
 * every deployment.
 */
public final class DefinitionLimits {
    /** Of the whole definition, in bytes of UTF-8, as it is stored; as much as the body of a request may have. */
    public static final int WHOLE = 5_000_000;

    /**
     * Of the list of scopes as JSON, in characters. The certificate of a claim's credentials holds them, and goes, in base64, into
     * a header of each request that the task makes; API Gateway's HTTP APIs refuse requests whose first line and headers have
     * more than 10,240 bytes together. What is left is enough for an artifact with the longest name.
     */
    public static final int SCOPES = 4096;

    /** Of all tags together, names and values, in bytes of UTF-8: every event of the task holds them. */
    public static final int TAGS = 128 * 1024;

    private DefinitionLimits() {}

    /** Why a definition is too large, if so. */
    public static Optional<Rejection> fault(TaskDefinition task) {
        if (task.size() > WHOLE) {
            return Optional.of(new Rejection(
                    ErrorCode.INPUT_TOO_LARGE,
                    "The definition has %d bytes with its defaults and with numbers written out; at most %d are possible."
                            .formatted(task.size(), WHOLE)));
        }
        int scopes = Json.MAPPER.writeValueAsString(task.scopes()).length();
        if (scopes > SCOPES) {
            return Optional.of(Rejection.input(
                    ("`scopes` has %d scopes, as JSON %d characters; at most %d characters are possible,"
                                    + " since a header of each request by the task holds them all. A role can stand for many.")
                            .formatted(task.scopes().size(), scopes, SCOPES)));
        }
        long tags = task.tags().entrySet().stream()
                .flatMap(tag -> List.of(tag.getKey(), tag.getValue()).stream())
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return tags <= TAGS
                ? Optional.empty()
                : Optional.of(Rejection.input(
                        "`tags` has %d tags of %d bytes together; at most %d bytes are possible, since every event holds them all."
                                .formatted(task.tags().size(), tags, TAGS)));
    }
}
