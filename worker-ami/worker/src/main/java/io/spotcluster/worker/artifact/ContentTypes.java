package io.spotcluster.worker.artifact;

import io.spotcluster.worker.payload.ArtifactDeclaration.ContentEncoding;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a file's extension tells of its contents. The same on every machine: no system tables are asked. */
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("apk", "application/vnd.android.package-archive"),
            Map.entry("avif", "image/avif"),
            Map.entry("bz2", "application/x-bzip2"),
            Map.entry("c", PLAIN),
            Map.entry("conf", PLAIN),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("diff", PLAIN),
            Map.entry("gif", "image/gif"),
            Map.entry("gz", "application/gzip"),
            Map.entry("h", PLAIN),
            Map.entry("htm", "text/html; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("ini", PLAIN),
            Map.entry("jar", "application/java-archive"),
            Map.entry("java", PLAIN),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("jsonl", "application/jsonl"),
            Map.entry("log", PLAIN),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("patch", PLAIN),
            Map.entry("pdf", "application/pdf"),
            Map.entry("png", "image/png"),
            Map.entry("properties", PLAIN),
            Map.entry("py", PLAIN),
            Map.entry("rst", PLAIN),
            Map.entry("sh", PLAIN),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("tar", "application/x-tar"),
            Map.entry("tgz", "application/gzip"),
            Map.entry("toml", PLAIN),
            Map.entry("txt", PLAIN),
            Map.entry("wasm", "application/wasm"),
            Map.entry("wav", "audio/wav"),
            Map.entry("webm", "video/webm"),
            Map.entry("webp", "image/webp"),
            Map.entry("whl", "application/zip"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("xml", "application/xml"),
            Map.entry("xz", "application/x-xz"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("zip", "application/zip"),
            Map.entry("zst", "application/zstd"));

    /** Compact already: compressing them again costs time and gains nothing. */
    private static final Set<String> COMPACT = Set.of(
            "7z", "aab", "apk", "avif", "br", "bz2", "deb", "dmg", "flv", "gif", "gz", "jar", "jpeg", "jpg", "lz",
            "lz4", "mp3", "mp4", "mz", "npz", "pkg", "png", "swf", "sz", "tbz", "tgz", "wasm", "webm", "webp", "whl",
            "woff", "woff2", "xpi", "xz", "zip", "zst", "zz");

    private ContentTypes() {}

    static String of(String fileName) {
        return TYPES.getOrDefault(extension(fileName), UNKNOWN);
    }

    static ContentEncoding encodingOf(String fileName) {
        return COMPACT.contains(extension(fileName)) ? ContentEncoding.IDENTITY : ContentEncoding.GZIP;
    }

    private static String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
