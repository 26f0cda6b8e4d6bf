package io.spotcluster.worker;

import static io.spotcluster.worker.WorkerHarness.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.worker.fake.FakeQueue;
import io.spotcluster.worker.fake.FakeRun;
import io.spotcluster.worker.fake.StoredArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What is uploaded of what a task has made. */
final class ArtifactTest {
    private final FakeQueue queue = new FakeQueue();
    private final Path workDir;
    private final WorkerHarness worker;

    ArtifactTest(@TempDir Path workDir) {
        this.workDir = workDir;
        worker = new WorkerHarness(queue, workDir);
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        queue.close();
    }

    private static ObjectNode artifact(ObjectNode payload, String type, String path, String name) {
        return payload.withArray("artifacts")
                .addObject()
                .put("type", type)
                .put("path", path)
                .put("name", name);
    }

    @Test
    void aFileIsCompressedUnlessItIsCompactAlready() {
        ObjectNode payload = script("printf hello > a.txt; printf png > b.png; printf raw > c.txt; printf x > d");
        artifact(payload, "file", "a.txt", "public/a.txt");
        artifact(payload, "file", "b.png", "public/b.png");
        artifact(payload, "file", "c.txt", "public/c.txt").put("contentEncoding", "identity");
        artifact(payload, "file", "d", "private/d").put("contentType", "application/x-d");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        StoredArtifact text = run.artifact("public/a.txt");
        assertThat(text.text()).isEqualTo("hello");
        assertThat(text.contentEncoding()).contains("gzip");
        assertThat(text.contentType()).contains("text/plain; charset=utf-8");
        assertThat(text.request().path("contentLength").asInt()).isEqualTo(5);
        assertThat(run.artifact("public/b.png").contentEncoding()).isEmpty();
        assertThat(run.artifact("public/b.png").contentType()).contains("image/png");
        assertThat(run.artifact("public/c.txt").contentEncoding()).isEmpty();
        assertThat(run.artifact("private/d").contentType()).contains("application/x-d");
        assertThat(run.log()).containsPattern("artifact public/a.txt: 5 bytes \\([0-9]+ as gzip\\), text/plain");
    }

    @Test
    void theBackingLogIsTheLastUpload() {
        ObjectNode payload = script("printf hello > a.txt");
        artifact(payload, "file", "a.txt", "public/a.txt");
        FakeRun run = queue.add(payload);

        run.awaitResolution();

        assertThat(run.calls())
                .endsWith(
                        "artifact link public/logs/live.log",
                        "artifact s3 public/logs/live_backing.log",
                        "put public/logs/live_backing.log",
                        "completed");
    }

    @Test
    void everyFileOfADirectoryIsAnArtifactWhateverItsName() {
        ObjectNode payload = script(
                "mkdir -p 'out/sub dir/deep' out/empty; printf 1 > 'out/a b%20c?&#+.txt'; printf 2 > 'out/sub dir/deep/..x'; printf 3 > 'out/back\\slash'; : > out/nothing");
        artifact(payload, "directory", "./out/", "public/out/");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.artifact("public/out/a b%20c?&#+.txt").text()).isEqualTo("1");
        assertThat(run.artifact("public/out/sub dir/deep/..x").text()).isEqualTo("2");
        assertThat(run.artifact("public/out/back\\slash").text()).isEqualTo("3");
        assertThat(run.artifact("public/out/nothing").text()).isEmpty();
        assertThat(run.artifacts()).hasSize(6);
    }

    @Test
    void aNameThatNoArtifactMayHaveFailsTheTaskAndIsSpeltOutInTheLog() {
        ObjectNode payload = script("mkdir out; touch \"$(printf 'out/line\\nbreak')\" out/good");
        artifact(payload, "directory", "out", "public");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log()).contains("artifact public/line\\u000abreak: the name has characters");
        assertThat(run.artifact("public/good").text()).isEmpty();
    }

    @Test
    void aMissingFileFailsTheTaskUnlessItIsOptional() {
        ObjectNode required = script("true");
        artifact(required, "file", "nothing.txt", "public/nothing.txt");
        ObjectNode optional = script("true");
        artifact(optional, "file", "nothing.txt", "public/nothing.txt").put("optional", true);
        FakeRun fails = queue.add(required);
        FakeRun completes = queue.add(optional);

        assertThat(fails.awaitResolution()).isEqualTo("failed/failed");
        assertThat(completes.awaitResolution()).isEqualTo("completed/completed");
        assertThat(fails.artifact("public/nothing.txt").request().path("reason").asString())
                .isEqualTo("file-missing-on-worker");
        assertThat(completes.artifact("public/nothing.txt").storageType()).isEqualTo("error");
        assertThat(fails.log()).contains("there is no file 'nothing.txt' on the worker");
    }

    @Test
    void nothingOutsideOfTheTaskFolderIsUploaded() throws IOException {
        Path secret = workDir.resolve("secret.txt");
        Files.writeString(secret, "secret");
        ObjectNode payload = script(
                "ln -s %1$s link; mkdir dir; ln -s %1$s dir/link; ln -s / root; ln -s ../worker own".formatted(secret));
        artifact(payload, "file", secret.toString(), "public/absolute");
        artifact(payload, "file", "../../../secret.txt", "public/relative");
        artifact(payload, "file", "link", "public/link");
        artifact(payload, "directory", "dir", "public/dir");
        artifact(payload, "directory", "root", "public/root");
        artifact(payload, "directory", "own", "public/own");
        artifact(payload, "file", "root/etc/hostname", "public/through");
        artifact(payload, "file", "../worker/task.log", "public/log");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.artifacts())
                .containsKeys(
                        "public/absolute",
                        "public/relative",
                        "public/link",
                        "public/dir/link",
                        "public/root",
                        "public/own",
                        "public/through",
                        "public/log");
        run.artifacts().forEach((name, artifact) -> {
            if (!name.startsWith("public/logs/")) {
                assertThat(artifact.request().path("reason").asString())
                        .as(name)
                        .isEqualTo("invalid-resource-on-worker");
            }
        });
    }

    @Test
    void aLinkWithinTheTaskFolderIsFollowed() {
        ObjectNode payload = script(
                "mkdir out; printf 1 > real; ln -s ../real out/link; printf 2 > \"$TMPDIR/t\"; ln -s \"$TMPDIR/t\" out/t");
        artifact(payload, "directory", "out", "public");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.artifact("public/link").text()).isEqualTo("1");
        assertThat(run.artifact("public/t").text()).isEqualTo("2");
    }

    @Test
    void aDirectoryInTheFilesPlaceIsRefused() {
        ObjectNode payload = script("mkdir d; mkfifo pipe");
        artifact(payload, "file", "d", "public/d");
        artifact(payload, "file", "pipe", "public/pipe");
        artifact(payload, "directory", "pipe", "public/dir");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.log())
                .contains(
                        "'d' is a directory, not a file",
                        "'pipe' is no regular file",
                        "'pipe' is a file, not a directory");
    }

    @Test
    void uploadsThatFailAreTriedAgainForAllToSee() {
        queue.fail(503, 2, call -> call.startsWith("PUT /store/") && call.endsWith("public/a.txt"));
        queue.fail(502, 1, call -> call.startsWith("POST") && call.endsWith("artifacts/public/a.txt"));
        ObjectNode payload = script("printf hello > a.txt");
        artifact(payload, "file", "a.txt", "public/a.txt");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.artifact("public/a.txt").text()).isEqualTo("hello");
        assertThat(run.log())
                .contains("upload of public/a.txt: attempt 2 of 40 after HTTP 502, waiting 0.0 s")
                .contains("upload of public/a.txt: attempt 3 of 40 after HTTP 503")
                .contains("upload of public/a.txt: attempt 4 of 40 after HTTP 503");
    }

    @Test
    void anUploadThatNeverSucceedsMakesTheRunUnavailable() {
        queue.fail(500, 1000, call -> call.startsWith("PUT /store/") && call.endsWith("public/a.txt"));
        ObjectNode payload = script("printf hello > a.txt");
        artifact(payload, "file", "a.txt", "public/a.txt");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/resource-unavailable");
        assertThat(run.log()).contains("artifact public/a.txt: gave up after HTTP 500");
    }

    @Test
    void twoArtifactsOfOneNameAreMalformed() {
        ObjectNode payload = script("printf 1 > a; printf 2 > b");
        artifact(payload, "file", "a", "public/x");
        artifact(payload, "file", "b", "public/x");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("exception/malformed-payload");
        assertThat(run.artifact("public/x").text()).isEqualTo("1");
    }

    @Test
    void theLogsNamesAreKeptForTheLogs() {
        ObjectNode payload = script("mkdir -p out/logs; echo forged > out/logs/live_backing.log; echo ok > out/ok");
        artifact(payload, "directory", "out", "public");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("completed/completed");
        assertThat(run.log())
                .contains("public/logs/live_backing.log is not uploaded")
                .contains("=== Task completed");
        assertThat(run.artifact("public/ok").text()).isEqualTo("ok\n");
    }

    @Test
    void artifactsAreUploadedWhenTheCommandsFailed() {
        ObjectNode payload = script("printf why > why.txt; exit 1");
        artifact(payload, "file", "why.txt", "public/why.txt");
        FakeRun run = queue.add(payload);

        assertThat(run.awaitResolution()).isEqualTo("failed/failed");
        assertThat(run.artifact("public/why.txt").text()).isEqualTo("why");
    }
}
