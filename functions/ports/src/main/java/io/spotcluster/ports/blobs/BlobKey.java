package io.spotcluster.ports.blobs;

/**
 * The name of a blob.
 *
 * @param path what follows the class's prefix, for example {@code <taskId>/<runId>/public/logs/live.log}; any Unicode text
 *     of up to 900 bytes of UTF-8. It is a name, not a path: {@code ..} has no meaning in it
 */
public record BlobKey(RetentionClass retention, String path) {
    /** The whole key: prefix, slash, path. */
    public String full() {
        return retention.prefix() + "/" + path;
    }
}
