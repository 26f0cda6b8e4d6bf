package io.spotcluster.api;

import static io.spotcluster.api.testing.TestCall.code;
import static io.spotcluster.api.testing.TestCall.json;
import static io.spotcluster.api.testing.TestCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.json.Json;
import io.spotcluster.api.limits.Rate;
import io.spotcluster.api.limits.RateLimits;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.testkit.HandTurnedClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
    private static final SchemaCatalog SCHEMAS = new SchemaCatalog();
    private static final String MILK = "{\"text\":\"milk\"}";

    private final HandTurnedClock clock = new HandTurnedClock();
    private final SampleApi sample = new SampleApi();
    private final Kernel kernel = kernel("http://localhost:8080");

    private Kernel kernel(String rootUrl) {
        return new Kernel(
                KernelConfiguration.of(rootUrl, clock), List.of(sample.service()), new HeaderAuthenticator(), SCHEMAS);
    }

    private static TestCall call(String method, String path) {
        return TestCall.of(method, "/api/sample/v1" + path);
    }

    private HttpReply get(String path) {
        return call("GET", path).by("*").to(kernel);
    }

    private HttpReply keep(String body) {
        return call("PUT", "/notes/one")
                .by("sample:keep:one", "scope:*")
                .json(body)
                .to(kernel);
    }

    private Request seen(String actor) {
        return Objects.requireNonNull(sample.seen.get(actor));
    }

    @Test
    void aNoteIsKeptAndRead() {
        HttpReply kept = keep("{\"text\":\"milk\",\"due\":\"2026-02-01T01:00:00+01:00\"}");
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.headers()).containsEntry("content-type", "application/json; charset=utf-8");
        assertThat(kept.body().asUtf8())
                .isEqualTo("{\"noteId\":\"one\",\"text\":\"milk\",\"priority\":5,"
                        + "\"kept\":\"2026-01-01T00:00:00.123Z\",\"due\":\"2026-02-01T00:00:00.000Z\"}");
        assertThat(json(get("/notes/one"))).isEqualTo(json(kept));
    }

    @Test
    void aWarmKernelAnswersTheSame() {
        kernel.warm();
        assertThat(keep(MILK).status()).isEqualTo(200);
        assertThat(keep("{}").status()).isEqualTo(400);
    }

    @Test
    void defaultsOfTheSchemaAreFilledIn() {
        keep("{\"text\":\"milk\",\"owner\":{\"name\":\"jo\"}}");
        assertThat(seen("tester").body().toString())
                .isEqualTo("{\"text\":\"milk\",\"owner\":{\"name\":\"jo\",\"mail\":\"nobody@localhost\"},"
                        + "\"scopes\":[],\"priority\":5}");
    }

    @Test
    void anEmptyBodyIsAnEmptyObject() {
        assertThat(message(keep(""))).contains("$: required property 'text' not found");
    }

    @Test
    void theChecksHaveTheirOrder() {
        String wrongQuery = "/notes/%C3%BC?limit=x";
        assertThat(code(call("GET", wrongQuery).by("wrong").to(kernel))).isEqualTo("AuthenticationFailed");
        assertThat(code(call("GET", wrongQuery).by().to(kernel))).isEqualTo("InvalidRequestArguments");
        assertThat(code(call("GET", "/notes/one?x=y").by().to(kernel))).isEqualTo("InvalidRequestArguments");
        assertThat(code(call("GET", "/notes/one").by().to(kernel))).isEqualTo("InsufficientScopes");
        assertThat(code(call("PUT", "/notes/one").by().json("{").to(kernel))).isEqualTo("MalformedPayload");
        assertThat(code(call("PUT", "/notes/one").by().json("{}").to(kernel))).isEqualTo("InputValidationError");
        assertThat(code(call("PUT", "/notes/one").by().json(MILK).to(kernel))).isEqualTo("InsufficientScopes");
        assertThat(code(call("GET", "/notes/one").by("*").to(kernel))).isEqualTo("ResourceNotFound");
    }

    @Test
    void whatLacksIsSaid() {
        HttpReply refused = call("PUT", "/notes/one")
                .by("scope:a")
                .json("{\"text\":\"milk\",\"scopes\":[\"scope:a\",\"scope:b\"]}")
                .to(kernel);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(message(refused))
                .startsWith("The client 'tester' lacks these scopes:")
                .containsSubsequence(
                        "sample:keep:one", "scope:b", "Altogether", "sample:keep:one", "scope:a", "scope:b");
        assertThat(message(call("GET", "/notes/one").to(kernel)))
                .contains("without credentials")
                .contains("sample:get:one");
    }

    @Test
    void wrongCredentialsAreNamedAsSuch() {
        HttpReply refused = call("GET", "/notes/one").by("wrong").to(kernel);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers()).containsEntry("www-authenticate", "hawk");
        assertThat(message(refused)).isEqualTo("the signature is not good");
    }

    @Test
    void aPublicMethodLooksAtNoCredentials() {
        assertThat(call("GET", "/shelves/a/b").by("wrong").to(kernel).status()).isEqualTo(200);
        assertThat(seen("anonymous").caller().scopes().scopes()).isEmpty();
    }

    @Test
    void queryOptionsReachTheHandler() {
        String token = new Paging(10, Optional.empty(), "{}").token("a cursor");
        HttpReply reply = get("/notes?limit=10&continuationToken=" + token + "&bewit=x");
        assertThat(json(reply).path("query").path("limit").asString()).isEqualTo("10");
        assertThat(json(reply).path("query").path("continuationToken").asString())
                .isEqualTo(token);
        assertThat(Paging.of(seen("tester")).limit()).isEqualTo(10);
        assertThat(Paging.of(seen("tester")).cursor()).contains("a cursor");
    }

    @Test
    void aTokenThatNoPageOfTheListGaveIsRefused() {
        String token = new Paging(10, Optional.empty(), "{}").token("cursor");
        String ofAnotherList = new Paging(10, Optional.empty(), "{noteId=1}").token("cursor");
        for (String made : List.of("abc", "bm9uc2Vuc2U", ofAnotherList, token.substring(1), token + "A", "A", "-")) {
            HttpReply reply = get("/notes?continuationToken=" + made);
            assertThat(reply.status()).as(made).isEqualTo(400);
            assertThat(code(reply)).isEqualTo("InputError");
            assertThat(message(reply)).contains("`continuationToken` is '" + made + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=x         | the query option `limit` is 'x' and must match [0-9]{1,9}",
                "limit=          | the query option `limit` is '' and must match",
                "limit           | the query option `limit` is '' and must match",
                "limit=1&limit=2 | the query option `limit` is given twice",
                "other=1         | the query option 'other' is not one of [continuationToken, limit]",
                "limit=%zz       | is '%zz': a `%` is not followed by",
                "%00=1           | NUL is not allowed",
                "limit=%2531     | is '%31' and must match",
            })
    void aWrongQueryIsRefused(String query, String message) {
        HttpReply reply = get("/notes?" + query);
        assertThat(code(reply)).isEqualTo("InvalidRequestArguments");
        assertThat(message(reply)).contains(message);
    }

    @Test
    void anErrorTellsWhatWasAsked() {
        HttpReply reply = keep("{\"text\":7,\"owner\":{\"name\":\"jo\",\"accessToken\":\"swordfish-swordfish\"}}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(json(reply).path("requestInfo"))
                .isEqualTo(Json.parse("{\"method\":\"keepNote\",\"params\":{\"noteId\":\"one\"},"
                        + "\"payload\":{\"text\":7,\"owner\":{\"name\":\"jo\",\"accessToken\":\"(not shown)\","
                        + "\"mail\":\"nobody@localhost\"},\"scopes\":[],\"priority\":5},"
                        + "\"time\":\"2026-01-01T00:00:00.000Z\"}"));
        assertThat(message(reply))
                .startsWith("The request's body is not what /schemas/sample/v1/note-request.json asks for:")
                .contains("$.text: integer found, string expected; it is 7")
                .contains("$.owner.accessToken: must be at most 10 characters long; it is (not shown)");
        assertThat(reply.body().asUtf8()).doesNotContain("swordfish");
    }

    @Test
    void surprisesAreNotTold() {
        HttpReply reply = call("POST", "/fail").to(kernel);
        assertThat(reply.status()).isEqualTo(500);
        assertThat(code(reply)).isEqualTo("InternalServerError");
        assertThat(message(reply))
                .contains(Objects.requireNonNull(reply.headers().get("x-for-request-id")));
        assertThat(reply.body().asUtf8()).doesNotContain("swordfish", "Exception", "at io.");
    }

    @Test
    void passingTroubleAsksForAnotherTry() {
        HttpReply reply = call("POST", "/fail-for-now").to(kernel);
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.headers()).containsEntry("retry-after", "1");
        assertThat(message(reply)).contains("Repeat it");
    }

    @Test
    void aReplyThatItsSchemaRefusesIsOurFault() {
        assertThat(get("/wrong").status()).isEqualTo(500);
        Kernel unchecked = new Kernel(
                KernelConfiguration.of("http://localhost", clock).withCheckReplies(false),
                List.of(sample.service()),
                new HeaderAuthenticator(),
                SCHEMAS);
        assertThat(call("GET", "/wrong").to(unchecked).status()).isEqualTo(200);
    }

    @Test
    void everyReplyCarriesTheCommonHeaders() {
        assertThat(List.of(
                        get("/notes/one"),
                        get("/nothing"),
                        call("OPTIONS", "/notes/one").to(kernel)))
                .allSatisfy(reply -> assertThat(reply.headers())
                        .containsEntry("access-control-allow-origin", "*")
                        .containsEntry("access-control-max-age", "900")
                        .containsEntry("cache-control", "no-store no-cache must-revalidate")
                        .containsEntry("x-content-type-options", "nosniff")
                        .containsKeys("x-for-request-id", "x-for-trace-id", "access-control-expose-headers")
                        .doesNotContainKey("strict-transport-security"));
        assertThat(call("GET", "/ping").to(kernel("https://tc.example.com")).headers())
                .containsKey("strict-transport-security");
    }

    @Test
    void aPreflightIsAnswered() {
        HttpReply reply = call("OPTIONS", "/notes/one")
                .header("origin", "https://ui.example.com")
                .header("access-control-request-method", "PUT")
                .to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("access-control-allow-methods")).contains("PUT");
        assertThat(reply.headers().get("access-control-allow-headers")).contains("Authorization");
    }

    @Test
    void theTraceIdIsTheCallersOrANewOne() {
        assertThat(call("GET", "/ping")
                        .header("x-taskcluster-trace-id", "abc/1")
                        .to(kernel)
                        .headers())
                .containsEntry("x-for-trace-id", "abc/1");
        assertThat(call("GET", "/ping")
                        .header("x-taskcluster-trace-id", "a\r\nb: c")
                        .to(kernel)
                        .headers())
                .extractingByKey("x-for-trace-id")
                .asString()
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void headIsGetWithoutTheBody() {
        keep(MILK);
        HttpReply reply = call("HEAD", "/notes/one").by("*").to(kernel);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().length()).isZero();
        assertThat(call("HEAD", "/fail").to(kernel).status()).isEqualTo(404);
    }

    @Test
    void noContentHasNoBody() {
        HttpReply reply = call("DELETE", "/notes/one").by("sample:delete:*").to(kernel);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body().length()).isZero();
        assertThat(reply.headers()).doesNotContainKey("content-type");
    }

    @Test
    void anotherMethodOfAKnownPathIsTold() {
        HttpReply reply = call("POST", "/notes/one").by("*").to(kernel);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.headers()).containsEntry("allow", "DELETE, GET, PUT");
        assertThat(message(reply)).isEqualTo("There is no POST at this path, only DELETE, GET, PUT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/",
                "/api/sample",
                "/api/sample/v1",
                "/api/sample/v2/ping",
                "/api/nothing/v1/ping",
                "/api/sample/v1/nothing",
                "/api/../api/sample/v1/ping",
                "/references/",
                "/references/sample/v2/api.json",
                "/schemas/sample/v1/nothing.json",
                "/schemas/../schemas/sample/v1/note-request.json",
                "/schemas/sample/v1/../v1/note-request.json",
                "/schemas/common/%2e%2e/common/metaschema.json"
            })
    void whatIsNotThereIsAnApiError(String path) {
        HttpReply reply = TestCall.of("GET", path).to(kernel);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(json(reply).propertyNames()).containsExactlyInAnyOrder("code", "message", "requestInfo");
        assertThat(code(reply)).isEqualTo("ResourceNotFound");
    }

    @Test
    void everyServiceIsMonitored() {
        clock.advance(Duration.ofMillis(1500));
        assertThat(json(get("/ping"))).isEqualTo(Json.parse("{\"alive\":true,\"uptime\":1.5}"));
        assertThat(json(get("/__lbheartbeat__"))).isEqualTo(Json.parse("{}"));
        assertThat(json(get("/__heartbeat__"))).isEqualTo(Json.parse("{}"));
        assertThat(json(get("/__version__")).propertyNames())
                .containsExactlyInAnyOrder("version", "commit", "source", "build");
    }

    @Test
    void slashesInParametersMayBeEscapedOrNot() {
        assertThat(json(get("/shelves/a%2Fb/count"))
                        .path("parameters")
                        .path("shelfId")
                        .stringValue())
                .isEqualTo("a/b");
        assertThat(json(get("/shelves/a/b/count"))
                        .path("parameters")
                        .path("shelfId")
                        .stringValue())
                .isEqualTo("a/b");
        assertThat(json(get("/notes/one/files/public/a%252Fb"))
                        .path("parameters")
                        .path("name")
                        .stringValue())
                .isEqualTo("public/a%2Fb");
    }

    private Kernel limited(Optional<Rate> perClient, Optional<Rate> perSource) {
        return new Kernel(
                KernelConfiguration.of("http://localhost:8080", clock)
                        .withRateLimits(new RateLimits(perClient, perSource, List.of())),
                List.of(sample.service()),
                new HeaderAuthenticator(),
                SCHEMAS);
    }

    @Test
    void whoCallsTooOftenIsToldWhenToCallAgain() {
        Kernel limited = limited(Optional.of(new Rate(2, Duration.ofSeconds(10), 2)), Optional.empty());
        TestCall signed = call("GET", "/notes/none").by("*");
        assertThat(signed.to(limited).status()).isEqualTo(404);
        assertThat(signed.to(limited).status()).isEqualTo(404);

        HttpReply refused = signed.to(limited);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(code(refused)).isEqualTo("TooManyRequests");
        assertThat(message(refused)).contains("'tester'");
        assertThat(refused.headers()).containsEntry("retry-after", "5");
        // Wrong credentials are nobody's, and a public method looks at none.
        assertThat(call("GET", "/notes/none").by("wrong").to(limited).status()).isEqualTo(401);
        assertThat(call("GET", "/ping").by("*").to(limited).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(5));
        assertThat(signed.to(limited).status()).isEqualTo(404);
    }

    @Test
    void anAddressThatCallsTooOftenIsRefusedWhateverItCalls() {
        Kernel limited = limited(Optional.empty(), Optional.of(new Rate(1, Duration.ofSeconds(10), 1)));
        assertThat(call("GET", "/ping").to(limited).status()).isEqualTo(200);

        HttpReply refused = call("GET", "/notes/none").by("*").to(limited);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("retry-after", "10");
        assertThat(sample.seen).isEmpty();
    }
}
