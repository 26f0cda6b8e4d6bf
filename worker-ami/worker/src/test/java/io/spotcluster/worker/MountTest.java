package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.base.Bytes;
import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What tasks find in place when their commands begin. */
final class MountTest {
    private static final String SHA256_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final FakeQueue queue = new FakeQueue();
    private final WorkerHarness worker;

    MountTest(@TempDir Path workDir) {
        worker = new WorkerHarness(queue, workDir);
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        queue.close();
    }

    /** A task that has run, and left an artifact. */
    private FakeRun producer() {
        ObjectNode payload = script("printf hello > out.txt");
        payload.withArray("artifacts")
                .addObject()
                .put("type", "file")
                .put("path", "out.txt")
                .put("name", "public/out dir/out.txt");
        FakeRun run = queue.add(payload);
        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        return run;
    }

    private FakeRun consumer(ObjectNode payload, String... dependencies) {
        return queue.add(payload, task -> {
            for (String dependency : dependencies) {
                task.withArray("dependencies").add(dependency);
            }
        });
    }

    private static ObjectNode file(ObjectNode payload, String path) {
        return payload.withArray("mounts").addObject().put("file", path).putObject("content");
    }

    private static ObjectNode directory(ObjectNode payload, String path, String format) {
        return payload.withArray("mounts")
                .addObject()
                .put("directory", path)
                .put("format", format)
                .putObject("content");
    }

    @Test
    void artifactsOfDependenciesAreMountedDecoded() {
        FakeRun producer = producer();
        ObjectNode payload = script("cat in/deep/in.txt");
        file(payload, "in/deep/in.txt")
                .put("taskId", producer.taskId())
                .put("artifact", "public/out dir/out.txt")
                .put("sha256", SHA256_OF_HELLO);
        FakeRun run = consumer(payload, producer.taskId());

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log())
                .contains("\nhello\n[spotcluster")
                .contains("mount in/deep/in.txt: 5 bytes from public/out dir/out.txt of task " + producer.taskId())
                .contains("SHA-256 " + SHA256_OF_HELLO + " as required");
    }

    @Test
    void onlyArtifactsOfDependenciesAreMounted() {
        FakeRun producer = producer();
        ObjectNode payload = script("echo never");
        file(payload, "in.txt").put("taskId", producer.taskId()).put("artifact", "public/out dir/out.txt");
        FakeRun run = consumer(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/malformed-payload");
        assertThat(run.log()).contains("`mounts[0].content.taskId`").contains("`task.dependencies`");
    }

    @Test
    void bytesWithAnotherDigestFailTheTask() {
        FakeRun producer = producer();
        ObjectNode payload = script("echo never");
        file(payload, "in.txt")
                .put("taskId", producer.taskId())
                .put("artifact", "public/out dir/out.txt")
                .put("sha256", "0".repeat(64));
        FakeRun run = consumer(payload, producer.taskId());

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log())
                .contains("has the SHA-256 " + SHA256_OF_HELLO + ", but the payload requires 0000")
                .doesNotContain("=== command");
    }

    @Test
    void anArtifactThatIsNotThereFailsTheTask() {
        FakeRun producer = producer();
        ObjectNode payload = script("echo never");
        file(payload, "in.txt").put("taskId", producer.taskId()).put("artifact", "public/nothing");
        FakeRun run = consumer(payload, producer.taskId());

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log())
                .contains("public/nothing of task " + producer.taskId())
                .contains("HTTP 404");
    }

    @Test
    void inlineContentIsMountedAndBase64Decoded() {
        ObjectNode payload = script("cat a b");
        file(payload, "a").put("raw", "grüße\n");
        file(payload, "b").put("base64", "aGVsbG8=");
        FakeRun run = consumer(payload);

        run.awaitResolution();

        assertThat(run.log()).contains("\ngrüße\nhello\n");
    }

    @Test
    void filesAreFetchedByUrlAndUnpacked() throws IOException {
        queue.fail(503, 1, call -> call.equals("GET /files/hello.gz"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("hello".getBytes(StandardCharsets.UTF_8));
        }
        String url = queue.serve("hello.gz", Bytes.wrap(bytes.toByteArray())).toString();
        ObjectNode payload = script("cat hello");
        file(payload, "hello").put("url", url);
        ((ObjectNode) payload.path("mounts").path(0)).put("format", "gz");
        FakeRun run = consumer(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log()).contains("\nhello\n").contains("attempt 2 of 40 after HTTP 503");
    }

    @Test
    void archivesAreUnpacked() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            ZipArchiveEntry entry = new ZipArchiveEntry("bin/run.sh");
            entry.setUnixMode(0100755);
            out.putArchiveEntry(entry);
            out.write("#!/bin/sh\necho from zip\n".getBytes(StandardCharsets.UTF_8));
            out.closeArchiveEntry();
        }
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(tar))) {
            tarFile(out, "lib/x.txt", "from tar");
            TarArchiveEntry link = new TarArchiveEntry("lib/y.txt", TarConstants.LF_SYMLINK);
            link.setLinkName("x.txt");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        }
        ObjectNode payload = script("z/bin/run.sh; cat t/lib/y.txt");
        directory(payload, "z", "zip")
                .put("url", queue.serve("a.zip", Bytes.wrap(zip.toByteArray())).toString());
        directory(payload, "t", "tar.gz")
                .put("url", queue.serve("a.tgz", Bytes.wrap(tar.toByteArray())).toString());
        FakeRun run = consumer(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log()).contains("\nfrom zip\nfrom tar\n");
    }

    private static void tarFile(TarArchiveOutputStream out, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    @Test
    void whatIsNoArchiveFailsTheTask() {
        ObjectNode payload = script("echo never");
        directory(payload, "z", "zip").put("raw", "not a zip");
        FakeRun run = consumer(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("cannot unpack 9 bytes, raw");
    }

    @Test
    void noMountLeavesTheTaskFolder() {
        for (String path : new String[] {"../../../escaped", "/tmp/escaped-by-mount", "a/../../worker/x"}) {
            ObjectNode payload = script("echo never");
            file(payload, path).put("raw", "x");
            FakeRun run = consumer(payload);

            assertThat(run.awaitResolution()).as(path).isEqualTo("exception/malformed-payload");
            assertThat(run.log()).contains("it must be a path in the task's directory");
        }
    }
}
