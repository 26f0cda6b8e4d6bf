package io.spotcluster.queue.artifacts;

import io.spotcluster.base.Rejection;
import io.spotcluster.base.Slug;
import io.spotcluster.base.Timestamp;
import io.spotcluster.ports.blobs.RetentionClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a createArtifact call asks for, checked as far as the call alone tells. */
record WantedArtifact(Kind kind, String contentType, Optional<Long> contentLength, Instant expires) {
    private static final String DEFAULT_TYPE = "application/binary";

    /** How far an uploader's clock may be off. */
    private static final Duration DRIFT = Duration.ofMinutes(15);

    private static final int URL_LIMIT = 8192;
    private static final Pattern WEB_URL = Pattern.compile("(?i)https?://[^/?#]+.*");
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** The storage that is asked for, without what the queue decides about it. */
    sealed interface Kind {
        record Upload() implements Kind {}

        /** @param uploadId for the upload, unless there is one already */
        record ObjectUpload(String uploadId) implements Kind {}

        record Given(Storage storage) implements Kind {}
    }

    /**
     * @param body valid by {@code post-artifact-request.json}
     * @throws io.spotcluster.base.RejectedException InputError
     */
    static WantedArtifact read(JsonNode body, Instant now) {
        String contentType = body.path("contentType").asString(DEFAULT_TYPE);
        Kind kind = kind(body, contentType);
        Instant expires = Timestamp.parse("expires", body.path("expires").asString(""));
        if (expires.isBefore(now.minus(DRIFT))) {
            throw input("`expires` is %s, which is in the past (now: %s)."
                    .formatted(Timestamp.format(expires), Timestamp.format(now)));
        }
        return new WantedArtifact(
                kind,
                contentType,
                body.path("contentLength").asLongOpt().stream().boxed().findFirst(),
                expires);
    }

    private static Kind kind(JsonNode body, String contentType) {
        String type = body.path("storageType").asString("");
        return switch (type) {
            case "s3" -> {
                if (!HEADER_VALUE.matcher(contentType).matches()) {
                    throw input("`contentType` is '%s', which no Content-Type header can hold.".formatted(contentType));
                }
                yield new Kind.Upload();
            }
            case "reference" ->
                new Kind.Given(new Storage.Reference(webUrl(body.path("url").asString(""))));
            case "link" ->
                new Kind.Given(new Storage.Link(target(body.path("artifact").asString(""))));
            case "error" ->
                new Kind.Given(new Storage.Failure(
                        body.path("reason").asString(""), body.path("message").asString("")));
            case "object" -> new Kind.ObjectUpload(Slug.nice());
            default ->
                throw input("`storageType` is '%s', which is none of s3, reference, link, error.".formatted(type));
        };
    }

    private static String webUrl(String url) {
        if (url.length() > URL_LIMIT) {
            throw input("`url` has %d characters, at most %d are possible.".formatted(url.length(), URL_LIMIT));
        }
        if (!WEB_URL.matcher(url).matches()) {
            throw input(
                    "`url` is '%s', but a reference must begin with http:// or https:// and a host.".formatted(url));
        }
        return url;
    }

    private static ArtifactName target(String name) {
        if (!ArtifactName.PATTERN.matcher(name).matches()) {
            throw input("`artifact` is '%s', which names no artifact: a name is 1 to 1,024 printable ASCII characters."
                    .formatted(name.length() <= 100 ? name : name.substring(0, 100) + "…"));
        }
        return new ArtifactName(name);
    }

    private static RuntimeException input(String message) {
        return Rejection.input(message).asException();
    }

    /** Of an artifact that is made now, and kept until {@code kept}. */
    Storage storage(Instant kept, Instant now) {
        return switch (kind) {
            case Kind.Upload() -> new Storage.S3(RetentionClass.covering(now, kept), now);
            case Kind.ObjectUpload(String uploadId) -> new Storage.StoredObject(uploadId, false);
            case Kind.Given(Storage storage) -> storage;
        };
    }

    /** Of an artifact that was made before. No bytes of it can be older, and an upload that has begun goes on. */
    Storage storage(Storage old, Instant kept, Instant now) {
        return switch (kind) {
            case Kind.Upload() when old instanceof Storage.S3 s3 -> storage(kept, s3.created());
            case Kind.ObjectUpload _
            when old instanceof Storage.StoredObject begun -> new Storage.StoredObject(begun.uploadId(), false);
            case Kind.Upload(), Kind.ObjectUpload _, Kind.Given _ -> storage(kept, now);
        };
    }
}
