package io.spotcluster.queue.artifacts;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An object service that a test uploads to. */
public final class FakeObjectService implements ObjectService {
    /** An upload as it was announced. */
    record Upload(String projectId, String uploadId, Instant expires, boolean complete) {}

    private final Map<String, Upload> uploads = new TreeMap<>();

    @Override
    public void createUpload(String name, String projectId, String uploadId, Instant expires) {
        Upload wanted = new Upload(projectId, uploadId, expires, false);
        Upload known = uploads.putIfAbsent(name, wanted);
        if (known != null && !known.equals(wanted)) {
            throw new IllegalStateException("%s has another upload: %s, not %s".formatted(name, known, wanted));
        }
    }

    /** Brings the bytes and finishes the upload, if it was announced. */
    public void upload(String name) {
        uploads.computeIfPresent(
                name, (_, upload) -> new Upload(upload.projectId(), upload.uploadId(), upload.expires(), true));
    }

    Map<String, Upload> uploads() {
        return uploads;
    }

    @Override
    public boolean isComplete(String name) {
        return Optional.ofNullable(uploads.get(name)).map(Upload::complete).orElse(false);
    }

    @Override
    public Optional<URI> simpleDownload(String name) {
        return isComplete(name) ? Optional.of(URI.create("https://objects.invalid/" + name)) : Optional.empty();
    }
}
