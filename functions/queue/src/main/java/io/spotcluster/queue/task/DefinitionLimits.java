package io.spotcluster.queue.task;

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

    /** Of all scopes together, in characters: the certificate of a claim's credentials holds them once more. */
    public static final int SCOPES = 128 * 1024;

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
        long scopes = task.scopes().stream().mapToLong(String::length).sum();
        if (scopes > SCOPES) {
            return Optional.of(
                    Rejection.input(("`scopes` has %d scopes of %d characters together; at most %d characters"
                                    + " are possible, since the task's credentials hold them all. A role can stand for many.")
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
