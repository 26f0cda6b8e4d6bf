package io.spotcluster.api;

import static io.spotcluster.api.testing.TestCall.code;
import static io.spotcluster.api.testing.TestCall.json;
import static io.spotcluster.api.testing.TestCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.api.testing.HeaderAuthenticator;
import io.spotcluster.api.testing.TestCall;
import io.spotcluster.base.Bytes;
import io.spotcluster.testkit.HandTurnedClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, the answer is an error of the API below 500, and quick. */
class HostileInputTest {
    private static final Kernel KERNEL = new Kernel(
            KernelConfiguration.of("http://localhost", new HandTurnedClock()),
            List.of(new SampleApi().service()),
            new HeaderAuthenticator(),
            new SchemaCatalog());

    private static TestCall keep(Bytes body) {
        return TestCall.of("PUT", "/api/sample/v1/notes/one")
                .by("*")
                .header("content-type", "application/json")
                .body(body);
    }

    private static HttpReply refused(HttpReply reply, String code) {
        assertThat(reply.status()).isBetween(400, 499);
        assertThat(json(reply).propertyNames()).containsExactlyInAnyOrder("code", "message", "requestInfo");
        assertThat(code(reply)).isEqualTo(code);
        assertThat(reply.body().length()).isLessThan(40_000);
        return reply;
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("{", "Unexpected end-of-input: expected close marker for Object (line 1, column 2)"),
                Arguments.of("nonsense", "nonsense"),
                Arguments.of("{\"text\":\"a\"} x", "Unrecognized token 'x' (line 1"),
                Arguments.of("{\"text\":\"a\"}{}", "something follows after its end (line 1, column 13)"),
                Arguments.of("{'text':'a'}", ""),
                Arguments.of("{text:1}", ""),
                Arguments.of("{\"text\":NaN}", ""),
                Arguments.of("{\"text\":01}", ""),
                Arguments.of("{\"text\":\"a\",}", ""),
                Arguments.of("// no\n{}", ""),
                Arguments.of("{\"text\":\"a\",\"text\":\"b\"}", "an object has the field \"text\" twice"),
                Arguments.of("{\"owner\":{\"name\":\"a\",\"name\":\"b\"}}", "name"),
                Arguments.of("\"text\"", "a JSON object is expected, not a string"),
                Arguments.of("7", "not a number"),
                Arguments.of("true", "not a boolean"),
                Arguments.of("null", "not null"),
                Arguments.of("{\"extra\":{\"a\":1e400}}", "beyond the range"),
                Arguments.of("{\"extra\":{\"a\":-1e99999}}", "beyond the range"),
                Arguments.of("{\"text\":\"\\ud800\"}", "half a surrogate pair"),
                Arguments.of("{\"extra\":{\"\\udfff\":1}}", "half a surrogate pair"),
                Arguments.of("{\"text\":\"a\nb\"}", ""),
                Arguments.of("\ufeff{}", ""),
                Arguments.of("{\"extra\":" + "[".repeat(100_000), "depth"),
                Arguments.of("{\"extra\":" + "{\"a\":".repeat(300) + "1" + "}".repeat(301), "depth"),
                Arguments.of("{\"extra\":" + "9".repeat(2000) + "}", "length"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedJsonIsRefused(String body, String message) {
        HttpReply reply = refused(keep(Bytes.utf8(body)).to(KERNEL), "MalformedPayload");
        assertThat(message(reply))
                .contains(message)
                .hasSizeLessThan(300)
                .doesNotContain("Exception", "jackson", "Feature", "Constraints", "JsonNode", "Source");
    }

    static Stream<Bytes> notUtf8() {
        return Stream.of(
                Bytes.of("{\"text\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1)),
                Bytes.of("{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_16)),
                Bytes.of("{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_32BE)),
                Bytes.of(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}),
                Bytes.of(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'}),
                Bytes.of(new byte[1000]));
    }

    @ParameterizedTest
    @MethodSource
    void notUtf8(Bytes body) {
        refused(keep(body).to(KERNEL), "MalformedPayload");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of("[]", "$: array found, object expected"),
                Arguments.of("{\"text\":\"\"}", "$.text: must be at least 1 characters long; it is \"\""),
                Arguments.of("{\"text\":null}", "$.text: null found, string expected; it is null"),
                Arguments.of("{\"text\":{\"a\":1}}", "$.text: object found, string expected"),
                Arguments.of(
                        "{\"text\":\"a\",\"priority\":1.5}", "$.priority: number found, integer expected; it is 1.5"),
                Arguments.of(
                        "{\"text\":\"a\",\"priority\":10}", "$.priority: must have a maximum value of 9; it is 10"),
                Arguments.of("{\"text\":\"a\",\"more\":1}", "$: property 'more' is not defined in the schema"),
                Arguments.of("{\"text\":\"a\",\"due\":\"tomorrow\"}", "$.due: does not match the date-time pattern"),
                Arguments.of("{\"text\":\"a\",\"due\":\"2026-02-30T00:00:00Z\"}", "$.due: does not match"),
                Arguments.of("{\"text\":\"a\",\"due\":\"2026-02-20\"}", "$.due: does not match"),
                Arguments.of(
                        "{\"text\":\"a\",\"owner\":{\"name\":\"a\\n\"}}", "$.owner.name: does not match the regex"),
                Arguments.of("{\"text\":\"a\",\"scopes\":[\"ü\"]}", "$.scopes[0]: does not match the regex"),
                Arguments.of("{\"text\":\"a\",\"scopes\":[\"a\",\"a\"]}", "$.scopes: must have only unique items"),
                Arguments.of("{\"text\":\"" + "a".repeat(2000) + "\"}", "$.text: must be at most 1000 characters long"),
                Arguments.of("{\"text\":\"a\",\"" + "b".repeat(5000) + "\":1}", "$: property 'bbb"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatTheSchemaForbidsIsRefusedWithItsPlace(String body, String message) {
        HttpReply reply = refused(keep(Bytes.utf8(body)).to(KERNEL), "InputValidationError");
        assertThat(message(reply)).contains(message).hasSizeLessThan(1000);
    }

    @Test
    void aListOfFaultsHasAnEnd() {
        String scopes = "1,".repeat(10_000);
        HttpReply reply = refused(
                keep(Bytes.utf8("{\"text\":\"a\",\"scopes\":[" + scopes + "1]}"))
                        .to(KERNEL),
                "InputValidationError");
        assertThat(message(reply)).contains("… and ");
        String more = "1,".repeat(1_000_000);
        refused(keep(Bytes.utf8("{\"text\":\"a\",\"scopes\":[" + more + "1]}")).to(KERNEL), "InputValidationError");
    }

    /** Texts of the same hash would make a set of them slow. */
    @Test
    @Timeout(60)
    void manyTextsOfTheSameHashCostNoMoreThanOthers() {
        StringBuilder scopes = new StringBuilder();
        for (int i = 0; i < 1 << 17; i++) {
            scopes.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 17; bit++) {
                scopes.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            scopes.append('"');
        }
        Bytes body = Bytes.utf8("{\"text\":\"a\",\"labels\":[" + scopes + "]}");
        assertThat(keep(body).to(KERNEL).status()).isEqualTo(200);
    }

    @Test
    void aHugeBodyIsRefusedBeforeItIsRead() {
        Bytes body = Bytes.wrap(new byte[KernelConfiguration.BODY_LIMIT + 1]);
        HttpReply reply = refused(keep(body).to(KERNEL), "InputTooLarge");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(message(reply)).contains("5000001 bytes, and 5000000 are allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none                                | none",
                "text/plain                          | none",
                "application/x-www-form-urlencoded   | none",
                "application/jsonp                   | none",
                "application/json; charset=utf-16    | none",
                "application/json                    | gzip",
            })
    void onlyJsonIsRead(String contentType, String contentEncoding) {
        TestCall call = TestCall.of("PUT", "/api/sample/v1/notes/one").by("*").body(Bytes.utf8("{\"text\":\"a\"}"));
        if (contentType != null) {
            call = call.header("content-type", contentType);
        }
        if (contentEncoding != null) {
            call = call.header("content-encoding", contentEncoding);
        }
        refused(call.to(KERNEL), "MalformedPayload");
    }

    @ParameterizedTest
    @CsvSource({"application/json", "Application/JSON; charset=UTF-8", "'application/json;charset=\"utf-8\"'"})
    void jsonGoesByItsNames(String contentType) {
        TestCall call = TestCall.of("PUT", "/api/sample/v1/notes/one")
                .by("*")
                .body(Bytes.utf8("{\"text\":\"a\"}"))
                .header("content-type", contentType);
        assertThat(call.to(KERNEL).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/notes/..",
        "/notes/%2e%2e",
        "/notes/%252e%252e",
        "/notes/%252Fetc",
        "/notes/a%2Fb",
        "/notes/%00",
        "/notes/%C0%AE%C0%AE",
        "/notes/%ZZ",
        "/notes/%",
        "/notes/a%20b",
        "/notes/%C3%BC",
        "/notes/ü",
        "/notes/a%0d%0ab",
        "/notes/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "/notes/a?limit=1",
        "/notes/a?%FF=1",
        "/notes/one/files/%C3%BC",
        "/notes/one/files/a%0Ab",
        "/shelves/a%2Fb%2Fc",
        "/shelves/a",
    })
    void aWrongUrlIsRefused(String path) {
        refused(TestCall.of("GET", "/api/sample/v1" + path).by("*").to(KERNEL), "InvalidRequestArguments");
    }

    @Test
    void anEndlessUrlIsRefused() {
        refused(
                TestCall.of("GET", "/api/sample/v1/notes/one/files/" + "a/".repeat(10_000))
                        .to(KERNEL),
                "InvalidRequestArguments");
        refused(
                TestCall.of("GET", "/api/sample/v1/notes?limit=" + "1".repeat(20_000))
                        .to(KERNEL),
                "InvalidRequestArguments");
    }

    @Property(tries = 2000)
    void anyBodyIsAnswered(@ForAll @Size(max = 60) byte[] body) {
        assertThat(keep(Bytes.of(body)).to(KERNEL).status()).isBetween(200, 499);
    }

    @Property
    void anyUrlIsAnswered(@ForAll String url) {
        HttpReply reply =
                TestCall.of("GET", "/api/sample/v1/notes/" + url).by("*").to(KERNEL);
        assertThat(reply.status()).isBetween(200, 499);
        assertThat(reply.headers().values()).noneMatch(value -> value.contains("\n") || value.contains("\r"));
    }
}
