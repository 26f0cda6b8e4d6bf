package io.spotcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.testkit.HandTurnedClock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedRepliesTest {
    private static final String TITLE = "/api/sample/v1/notes/one/title";

    private final SampleApi sample = new SampleApi();
    private final Kernel kernel = new Kernel(
            KernelConfiguration.of("http://localhost:8080", new HandTurnedClock()),
            List.of(sample.service()),
            new HeaderAuthenticator(),
            new SchemaCatalog());

    @BeforeEach
    void keepANote() {
        keep(0);
    }

    private void keep(int priority) {
        TestCall.of("PUT", "/api/sample/v1/notes/one")
                .by("*")
                .json("{\"text\":\"milk\",\"priority\":%d}".formatted(priority))
                .to(kernel);
    }

    private static TestCall title() {
        return TestCall.of("GET", TITLE).by("sample:get:one");
    }

    @Test
    void whoHasNothingGetsTheBodyWithItsTag() {
        HttpReply reply = title().to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(TestCall.json(reply).path("title").asString()).isEqualTo("milk");
        assertThat(reply.headers())
                .containsEntry("etag", "W/\"priority-0\"")
                .containsEntry("vary", "authorization")
                .containsEntry("cache-control", "private, no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"priority-0\"", "\"priority-0\"", "\"other\", W/\"priority-0\"", "*"})
    void whoHasTheBodyGetsNoneAndNoneIsMade(String had) {
        HttpReply reply = title().header("if-none-match", had).to(kernel);
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body().length()).isZero();
        assertThat(reply.headers())
                .containsEntry("etag", "W/\"priority-0\"")
                .containsEntry("cache-control", "private, no-cache")
                .doesNotContainKey("content-type");
        assertThat(sample.made).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"priority-1\"", "priority-0", "", "W/\"priority-0"})
    void whoHasAnotherOneGetsTheBody(String had) {
        assertThat(title().header("if-none-match", had).to(kernel).status()).isEqualTo(200);
    }

    @Test
    void aChangedBodyHasAnotherTag() {
        keep(1);
        HttpReply reply = title().header("if-none-match", "W/\"priority-0\"").to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("etag", "W/\"priority-1\"")
                .containsEntry("cache-control", "private, max-age=1");
    }

    @Test
    void aTagOpensNothing() {
        HttpReply refused = TestCall.of("GET", TITLE)
                .by("sample:get:other")
                .header("if-none-match", "*")
                .to(kernel);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers())
                .containsEntry("cache-control", "no-store no-cache must-revalidate")
                .doesNotContainKey("etag");
        HttpReply missing = TestCall.of("GET", "/api/sample/v1/notes/two/title")
                .by("*")
                .header("if-none-match", "*")
                .to(kernel);
        assertThat(missing.status()).isEqualTo(404);
    }

    @Test
    void aTagThatIsNotDeclaredIsOurFault() {
        assertThat(TestCall.of("GET", "/api/sample/v1/undeclared-tag")
                        .to(kernel)
                        .status())
                .isEqualTo(500);
    }
}
