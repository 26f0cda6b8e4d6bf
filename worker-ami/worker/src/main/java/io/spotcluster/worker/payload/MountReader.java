package io.spotcluster.worker.payload;

import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import io.spotcluster.worker.json.Faults;
import io.spotcluster.worker.json.Members;
import io.spotcluster.worker.payload.Mount.ArchiveFormat;
import io.spotcluster.worker.payload.Mount.Compression;
import io.spotcluster.worker.payload.Mount.Content;
import io.spotcluster.worker.payload.Mount.Content.ArtifactContent;
import io.spotcluster.worker.payload.Mount.Content.InlineContent;
import io.spotcluster.worker.payload.Mount.Content.UrlContent;
import io.spotcluster.worker.payload.Mount.DirectoryMount;
import io.spotcluster.worker.payload.Mount.FileMount;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the payload's {@code mounts}. */
final class MountReader {
    private static final Map<String, Compression> COMPRESSIONS = Map.of("gz", Compression.GZ, "bz2", Compression.BZ2);
    private static final Map<String, ArchiveFormat> ARCHIVES = Map.of(
            "zip", ArchiveFormat.ZIP,
            "tar", ArchiveFormat.TAR,
            "tar.gz", ArchiveFormat.TAR_GZ,
            "tar.bz2", ArchiveFormat.TAR_BZ2);

    private static final String CONTENT = "an object: {taskId, artifact}, {url}, {raw} or {base64}";
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9/+]+={0,2}");
    private static final int INLINE_LIMIT = 65_536;
    private static final int ARTIFACT_NAME_LIMIT = 1024;

    private final TaskFacts task;
    private final Faults faults;

    MountReader(TaskFacts task, Faults faults) {
        this.task = task;
        this.faults = faults;
    }

    List<Mount> read(Members payload) {
        return payload.list("mounts", "a list of mounts", this::mount);
    }

    private Optional<Mount> mount(JsonNode value, String path) {
        Members mount = Members.of(value, path, faults);
        if (mount.has("cacheName")) {
            faults.add(path, value, "a file mount or a directory of an archive: writable caches are not supported");
            return Optional.empty();
        }
        Optional<Mount> read = mount.has("directory") ? directory(mount) : file(mount);
        mount.refuseUnknown();
        return read;
    }

    private Optional<Mount> file(Members mount) {
        String file = destination(mount, "file");
        Optional<Compression> format = named(mount, "format", COMPRESSIONS);
        return content(mount).map(content -> new FileMount(content, file, format));
    }

    private Optional<Mount> directory(Members mount) {
        String directory = destination(mount, "directory");
        Optional<ArchiveFormat> format = named(mount, "format", ARCHIVES);
        if (!mount.has("format")) {
            faults.missing(mount.path("format"), oneOf(ARCHIVES));
        }
        Optional<Content> content = content(mount);
        return content.isEmpty() || format.isEmpty()
                ? Optional.empty()
                : Optional.of(new DirectoryMount(content.get(), directory, format.get()));
    }

    private String destination(Members mount, String name) {
        String path = mount.requiredText(name, "a path, seen from the task's working directory")
                .replace('\\', '/');
        if (path.indexOf('\0') >= 0) {
            faults.add(mount.path(name), mount.member(name), "a path without a NUL character");
        }
        return path;
    }

    private <E> Optional<E> named(Members mount, String name, Map<String, E> values) {
        Optional<String> text = mount.text(name, oneOf(values));
        Optional<E> value = text.map(values::get);
        if (text.isPresent() && value.isEmpty()) {
            faults.add(mount.path(name), mount.member(name), oneOf(values));
        }
        return value;
    }

    private static String oneOf(Map<String, ?> values) {
        return "one of " + String.join(", ", values.keySet().stream().sorted().toList());
    }

    private Optional<Content> content(Members mount) {
        JsonNode value = mount.member("content");
        if (value.isMissingNode()) {
            faults.missing(mount.path("content"), CONTENT);
            return Optional.empty();
        }
        Members content = Members.of(value, mount.path("content"), faults);
        Optional<Content> read = content(content, value, mount.path("content"));
        content.refuseUnknown();
        return read;
    }

    private Optional<Content> content(Members content, JsonNode value, String path) {
        if (!value.isObject()) {
            return Optional.empty();
        }
        if (value.has("taskId") || value.has("artifact")) {
            return artifact(content);
        }
        if (value.has("url")) {
            return url(content);
        }
        if (value.has("raw")) {
            return inline(content, "raw").map(text -> new InlineContent("raw", Bytes.utf8(text)));
        }
        if (value.has("base64")) {
            return base64(content);
        }
        faults.add(path, value, CONTENT);
        // Noted as a whole: its members need no faults of their own.
        Stream.of("taskId", "artifact", "url", "raw", "base64", "namespace").forEach(content::has);
        return Optional.empty();
    }

    private Optional<Content> artifact(Members content) {
        String taskId = content.requiredText("taskId", "the id of a task");
        JsonNode taskIdValue = content.member("taskId");
        if (taskIdValue.isString() && !Slug.isSlug(taskId)) {
            faults.add(content.path("taskId"), taskIdValue, "the id of a task");
        } else if (taskIdValue.isString() && !task.dependencies().contains(taskId)) {
            faults.add(
                    content.path("taskId"),
                    taskIdValue,
                    "a task that is named in `task.dependencies`: only their artifacts can be mounted");
        }
        String expectation = "an artifact name of at most " + ARTIFACT_NAME_LIMIT + " printable ASCII characters";
        String artifact = content.requiredText("artifact", expectation);
        if (content.member("artifact").isString()
                && (!ArtifactName.isValid(artifact) || artifact.length() > ARTIFACT_NAME_LIMIT)) {
            faults.add(content.path("artifact"), content.member("artifact"), expectation);
        }
        return Optional.of(new ArtifactContent(taskId, artifact, sha256(content)));
    }

    private Optional<Content> url(Members content) {
        String expectation = "a URL that begins with http:// or https://";
        Optional<String> sha256 = sha256(content);
        Optional<String> text = content.text("url", expectation);
        Optional<URI> url = text.flatMap(MountReader::httpUrl);
        if (text.isPresent() && url.isEmpty()) {
            faults.add(content.path("url"), content.member("url"), expectation);
        }
        return url.map(address -> new UrlContent(address, sha256));
    }

    private static Optional<URI> httpUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Optional<Content> base64(Members content) {
        Optional<String> text = inline(content, "base64");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (BASE64.matcher(text.get()).matches()) {
            try {
                return Optional.of(new InlineContent(
                        "base64", Bytes.wrap(Base64.getDecoder().decode(text.get()))));
            } catch (IllegalArgumentException e) {
                // Right letters, wrong length: noted below with the rest.
            }
        }
        faults.add(content.path("base64"), content.member("base64"), "bytes in base64");
        return Optional.empty();
    }

    private Optional<String> inline(Members content, String name) {
        String expectation = "a string of at most " + INLINE_LIMIT + " characters";
        Optional<String> text = content.text(name, expectation);
        if (text.isPresent() && text.get().codePointCount(0, text.get().length()) > INLINE_LIMIT) {
            faults.add(content.path(name), content.member(name), expectation);
            return Optional.empty();
        }
        return text;
    }

    private Optional<String> sha256(Members content) {
        Optional<String> text = content.text("sha256", "64 hexadecimal digits in lower case");
        if (text.isPresent() && !SHA256.matcher(text.get()).matches()) {
            faults.add(content.path("sha256"), content.member("sha256"), "64 hexadecimal digits in lower case");
        }
        return text;
    }
}
