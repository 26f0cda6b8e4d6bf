package io.spotcluster.queue.artifacts;

import static io.spotcluster.queue.artifacts.ArtifactsWorld.LOG;
import static io.spotcluster.queue.artifacts.ArtifactsWorld.TASK;
import static io.spotcluster.queue.artifacts.ArtifactsWorld.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.queue.task.Resolution;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts whose bytes are in the object service, whose part a fake plays. */
class ObjectArtifactsTest {
    private static final String NAME = "t/" + TASK + "/0/" + LOG;

    private final FakeObjectService objects = new FakeObjectService();
    private final ArtifactsWorld world = ArtifactsWorld.with(objects);

    private ObjectNode object() {
        return world.wanted("object", Duration.ofDays(2));
    }

    private HttpReply finish(String uploadId) {
        return TestCall.of("PUT", url("/runs/0/artifacts/", LOG))
                .by("queue:create-artifact:" + TASK + "/0")
                .json("{\"uploadId\":\"" + uploadId + "\"}")
                .to(world.kernel());
    }

    private String uploaded() {
        String uploadId = world.created(LOG, object()).path("uploadId").asString();
        objects.upload(NAME);
        return uploadId;
    }

    private static JsonNode certificate(JsonNode document) {
        return Json.parse(document.path("credentials").path("certificate").asString());
    }

    private static void assertRefused(HttpReply reply, String code, String words) {
        assertThat(TestCall.code(reply)).as("%s", reply.body().asUtf8()).isEqualTo(code);
        assertThat(TestCall.message(reply)).contains(words);
    }

    @Test
    void theUploaderGetsCredentialsForThisObjectForADay() {
        JsonNode reply = world.created(LOG, object());
        assertThat(reply.path("name").asString()).isEqualTo(NAME);
        assertThat(reply.path("projectId").asString()).isEqualTo("none");
        assertThat(reply.path("expires").asString()).isEqualTo("2026-01-03T00:00:00.000Z");
        assertThat(reply.path("credentials").path("clientId").asString())
                .isEqualTo("artifact-upload/" + TASK + "/0/on/home/alice");
        JsonNode certificate = certificate(reply);
        assertThat(certificate.path("scopes").values().stream().map(JsonNode::asString))
                .containsExactly("object:upload:none:" + NAME);
        assertThat(certificate.path("expiry").asLong())
                .isEqualTo(world.now().plus(Duration.ofDays(1)).toEpochMilli());
        assertThat(objects.uploads())
                .hasEntrySatisfying(
                        NAME,
                        upload -> assertThat(upload.uploadId())
                                .isEqualTo(reply.path("uploadId").asString()));
    }

    @Test
    void credentialsDoNotOutliveTheArtifact() {
        JsonNode reply = world.created(LOG, world.wanted("object", Duration.ofHours(2)));
        assertThat(certificate(reply).path("expiry").asLong())
                .isEqualTo(world.now().plus(Duration.ofHours(2)).toEpochMilli());
    }

    @Test
    void nobodySeesItBeforeItIsFinished() {
        String uploadId = uploaded();
        assertRefused(world.getArtifact(LOG), "ResourceNotFound", LOG);
        assertRefused(world.get(url("/runs/0/artifact-info/", LOG)), "ResourceNotFound", LOG);
        assertRefused(world.get(url("/artifact-content/", LOG)), "ResourceNotFound", LOG);
        assertThat(world.listed("")).isEmpty();
        assertThat(world.told()).isEmpty();

        assertThat(finish(uploadId).status()).isEqualTo(204);
        assertThat(world.listed("")).containsExactly(LOG);
        assertThat(world.told())
                .singleElement()
                .satisfies(event -> assertThat(
                                event.payload().at("/artifact/storageType").asString())
                        .isEqualTo("object"));
        assertThat(finish(uploadId).status()).as("finished again").isEqualTo(204);
    }

    @Test
    void readersAreSentToTheObjectServiceOrGetCredentialsForIt() {
        finish(uploaded());
        HttpReply redirect = world.getArtifact(LOG);
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.headers())
                .containsEntry("location", "https://objects.invalid/" + NAME)
                .containsEntry("x-taskcluster-artifact-storage-type", "object");
        JsonNode content = TestCall.json(world.get(url("/artifact-content/", LOG)));
        assertThat(content.path("name").asString()).isEqualTo(NAME);
        assertThat(certificate(content).path("scopes").values().stream().map(JsonNode::asString))
                .containsExactly("object:download:" + NAME);
        assertThat(certificate(content).path("expiry").asLong())
                .isEqualTo(world.now().plus(Duration.ofHours(1)).toEpochMilli());
    }

    @Test
    void theSameCallGoesOnWithTheSameUpload() {
        JsonNode first = world.created(LOG, object());
        assertThat(world.created(LOG, object()).path("uploadId")).isEqualTo(first.path("uploadId"));
        assertRefused(
                world.create(LOG, world.wanted("object", Duration.ofDays(3))), "RequestConflict", "already exists");
        assertRefused(world.create(LOG, world.upload()), "RequestConflict", "already exists");
    }

    @Test
    void whatIsFinishedIsNotUploadedAgain() {
        finish(uploaded());
        assertRefused(world.create(LOG, object()), "RequestConflict", "already exists");
    }

    @Test
    void onlyTheUploaderFinishesAndOnlyWhatIsThere() {
        JsonNode reply = world.created(LOG, object());
        assertRefused(finish(TASK.text()), "InputError", "`uploadId`");
        assertRefused(finish(reply.path("uploadId").asString()), "InputError", "finishUpload first");
    }

    @Test
    void anUploadMayBeFinishedAfterItsRun() {
        String uploadId = uploaded();
        world.report(Resolution.COMPLETED);
        assertThat(finish(uploadId).status()).isEqualTo(204);
    }
}
