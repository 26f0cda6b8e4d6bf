package io.spotcluster.worker.payload;

/**
 * Which logs to publish, and their artifact names.
 *
 * @param live followed while the task runs
 * @param backing complete, stored at the end
 */
public record Logs(String live, String backing, boolean publishLive, boolean publishBacking) {
    /** Without a word about logs in the payload. */
    public static final Logs DEFAULT = new Logs("public/logs/live.log", "public/logs/live_backing.log", true, true);
}
