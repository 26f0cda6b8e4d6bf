package io.spotcluster.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.RejectedException;
import io.spotcluster.testkit.HandTurnedClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class HawkAuthenticatorTest {
    private static final URI ROOT_URL = URI.create("https://tc.example.com");
    private static final URI URL = URI.create("https://tc.example.com/api/queue/v1/task/x%2Fy?a=%26");
    private static final SignedHost HOST = SignedHost.of(ROOT_URL);

    private final HandTurnedClock clock = new HandTurnedClock();
    private final Instant expires = clock.instant().plus(Duration.ofHours(2));
    private final FakeIdentities identities = new FakeIdentities()
            .with("root", expires, "*")
            .with("plain", expires, "scope2")
            .withRoles(Map.of("anonymous", List.of("public:*"), "more", List.of("expanded")));
    private final HawkAuthenticator authenticator = new HawkAuthenticator(identities, List.of(HOST), clock);

    private RequestSigner signer(Credentials credentials) {
        return RequestSigner.of(credentials, clock);
    }

    private static HttpRequest request(String method, URI url, Map<String, String> headers, Bytes body) {
        Map<String, List<String>> lists = new TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        return new HttpRequest(method, url.getRawPath(), query, lists, body, "127.0.0.1");
    }

    private static HttpRequest get(String authorization) {
        return request("GET", URL, Map.of("authorization", authorization), Bytes.EMPTY);
    }

    private Caller call(Credentials credentials) {
        return authenticator.authenticate(get(signer(credentials).header("GET", URL)));
    }

    private static void assertRefused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RejectedException.class, e -> {
            assertThat(e.rejection().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(e.rejection().message()).contains(words);
        });
    }

    @Nested
    class WithoutCredentials {
        @Test
        void theCallerIsAnonymousWithTheScopesOfThatRole() {
            Caller caller = authenticator.authenticate(request("GET", URL, Map.of(), Bytes.EMPTY));

            assertThat(caller.clientId()).isEqualTo(Caller.ANONYMOUS);
            assertThat(caller.scopes()).isEqualTo(ScopeSet.of("assume:anonymous", "public:*"));
        }

        @Test
        void anEmptyHeaderIsNotNoHeader() {
            assertRefused(() -> authenticator.authenticate(get("")), "'Hawk'");
        }
    }

    @Nested
    class AHeader {
        @Test
        void namesTheClientWithItsScopesExpandedAndThoseOfEverybody() {
            identities.with("worker", expires, "assume:more", "scope1");

            Caller caller = call(FakeIdentities.credentials("worker"));

            assertThat(caller)
                    .isEqualTo(new Caller(
                            "worker",
                            ScopeSet.of("assume:anonymous", "assume:more", "expanded", "public:*", "scope1"),
                            expires));
        }

        @Test
        void ofAWrongTokenIsRefused() {
            assertRefused(() -> call(Credentials.of("root", "wrong")), "mac");
        }

        @Test
        void ofAnUnknownClientIsRefused() {
            assertRefused(() -> call(Credentials.of("nobody", "secret")), "no client 'nobody'");
        }

        @Test
        void ofADisabledClientIsRefused() {
            identities.with(new Identity("off", FakeIdentities.token("off"), ScopeSet.EMPTY, expires, true));

            assertRefused(() -> call(FakeIdentities.credentials("off")), "'off' is disabled");
        }

        @Test
        void ofAnExpiredClientIsRefused() {
            identities.with("old", clock.instant().minusMillis(1));

            assertRefused(() -> call(FakeIdentities.credentials("old")), "'old' expired");
        }

        @Test
        void tellsWhetherAClientIsDisabledOnlyToWhoHasItsToken() {
            identities.with(new Identity("off", FakeIdentities.token("off"), ScopeSet.EMPTY, expires, true));

            assertRefused(() -> call(Credentials.of("off", "guess")), "mac");
        }

        @ParameterizedTest
        @CsvSource({"-900, true", "900, true", "-901, false", "901, false"})
        void isGoodForAQuarterOfAnHourEitherWay(long offset, boolean good) {
            String header = signer(FakeIdentities.credentials("root")).header("GET", URL);
            HandTurnedClock here = new HandTurnedClock(clock.instant().plusSeconds(offset));
            HawkAuthenticator later = new HawkAuthenticator(identities, List.of(HOST), here);

            if (good) {
                assertThat(later.authenticate(get(header)).clientId()).isEqualTo("root");
            } else {
                assertRefused(() -> later.authenticate(get(header)), "15 minutes");
            }
        }

        @Test
        void isForOneMethodPathQueryAndHost() {
            String header = signer(FakeIdentities.credentials("root")).header("GET", URL);
            Map<String, String> headers = Map.of("authorization", header);

            assertRefused(() -> authenticator.authenticate(request("PUT", URL, headers, Bytes.EMPTY)), "mac");
            assertRefused(
                    () -> authenticator.authenticate(request(
                            "GET", URI.create(ROOT_URL + "/api/queue/v1/task/x/y?a=%26"), headers, Bytes.EMPTY)),
                    "mac");
            assertRefused(
                    () -> authenticator.authenticate(
                            request("GET", URI.create(ROOT_URL + "/api/queue/v1/task/x%2Fy"), headers, Bytes.EMPTY)),
                    "mac");
            assertRefused(
                    () -> new HawkAuthenticator(identities, List.of(new SignedHost("other.example.com", 443)), clock)
                            .authenticate(get(header)),
                    "mac");
        }

        @Test
        void theHostHeaderIsNotBelieved() {
            String header = signer(FakeIdentities.credentials("root"))
                    .header("GET", URI.create("https://evil.example.com/api/queue/v1/task/x%2Fy?a=%26"));
            Map<String, String> headers = Map.of("authorization", header, "host", "evil.example.com");

            assertRefused(() -> authenticator.authenticate(request("GET", URL, headers, Bytes.EMPTY)), "mac");
        }

        @Test
        void anyOfTheHostsIsGood() {
            HawkAuthenticator local = new HawkAuthenticator(
                    identities, SignedHost.withLoopbackAliases(URI.create("http://localhost:8080")), clock);
            RequestSigner signer = signer(FakeIdentities.credentials("root"));

            for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
                URI url = URI.create("http://" + host + ":8080/api/queue/v1/ping");
                HttpRequest request =
                        request("GET", url, Map.of("authorization", signer.header("GET", url)), Bytes.EMPTY);
                assertThat(local.authenticate(request).clientId()).isEqualTo("root");
            }
        }

        @Test
        void withAHashIsForThatPayloadAndType() {
            Bytes body = Bytes.utf8("{\"a\":1}");
            String header = signer(FakeIdentities.credentials("root")).header("POST", URL, "application/json", body);
            Map<String, String> headers =
                    Map.of("authorization", header, "content-type", "Application/json; charset=utf-8");

            assertThat(authenticator
                            .authenticate(request("POST", URL, headers, body))
                            .clientId())
                    .isEqualTo("root");
            assertRefused(
                    () -> authenticator.authenticate(request("POST", URL, headers, Bytes.utf8("{\"a\":2}"))), "hash");
            assertRefused(
                    () -> authenticator.authenticate(request("POST", URL, Map.of("authorization", header), body)),
                    "hash");
        }

        @Test
        void withoutAHashIsForAnyPayload() {
            String header = signer(FakeIdentities.credentials("root")).header("POST", URL);

            assertThat(authenticator
                            .authenticate(request("POST", URL, Map.of("authorization", header), Bytes.utf8("anything")))
                            .clientId())
                    .isEqualTo("root");
        }

        @Test
        void mustComeAlone() {
            String header = signer(FakeIdentities.credentials("root")).header("GET", URL);
            HttpRequest twice = new HttpRequest(
                    "GET",
                    URL.getRawPath(),
                    "a=%26",
                    Map.of("authorization", List.of(header, header)),
                    Bytes.EMPTY,
                    "");

            assertRefused(() -> authenticator.authenticate(twice), "2 Authorization headers");
        }

        @Test
        void anIdThatIsNoClientIdIsRefused() {
            for (String id : List.of("root ", "ro*", "a~b", "x'y")) {
                String header = HawkHeader.sign(
                                id,
                                "secret",
                                clock.instant(),
                                "n",
                                Optional.empty(),
                                Optional.empty(),
                                "GET",
                                "/",
                                HOST)
                        .format();
                assertRefused(() -> authenticator.authenticate(get(header)), "no clientId");
            }
        }
    }

    @Nested
    class ABewit {
        private final URI signed = signer(FakeIdentities.credentials("root"))
                .bewit(URL, clock.instant().plusSeconds(60));

        private HttpRequest request(String method, URI url) {
            return HawkAuthenticatorTest.request(method, url, Map.of(), Bytes.EMPTY);
        }

        @Test
        void isGoodForGetAndHeadOnly() {
            // The same signature is good for HEAD: it says GET whatever the method is.
            assertThat(authenticator.authenticate(request("GET", signed)).clientId())
                    .isEqualTo("root");
            assertThat(authenticator.authenticate(request("HEAD", signed)).clientId())
                    .isEqualTo("root");
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                assertRefused(() -> authenticator.authenticate(request(method, signed)), method);
            }
        }

        @Test
        void endsWhenItExpires() {
            clock.advance(Duration.ofSeconds(59));
            assertThat(authenticator.authenticate(request("GET", signed)).clientId())
                    .isEqualTo("root");

            clock.advance(Duration.ofSeconds(1));
            assertRefused(() -> authenticator.authenticate(request("GET", signed)), "expired");
        }

        @Test
        void isForOneUrl() {
            URI other = URI.create(signed.toString().replace("x%2Fy", "x%2Fz"));

            assertRefused(() -> authenticator.authenticate(request("GET", other)), "mac");
            assertRefused(() -> authenticator.authenticate(request("GET", URI.create(signed + "&b=1"))), "mac");
        }

        @Test
        void withAHeaderIsRefused() {
            String header = signer(FakeIdentities.credentials("root")).header("GET", signed);

            assertRefused(
                    () -> authenticator.authenticate(
                            HawkAuthenticatorTest.request("GET", signed, Map.of("authorization", header), Bytes.EMPTY)),
                    "both");
        }

        @Test
        void canBeRestrictedAndTemporary() {
            Credentials temporary = TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials("root"), "root/link", List.of("scope*"), clock.instant(), expires);
            URI url = RequestSigner.restricted(temporary, List.of("scope3"), clock)
                    .bewit(URL, clock.instant().plusSeconds(60));

            Caller caller = authenticator.authenticate(request("GET", url));

            assertThat(caller.clientId()).isEqualTo("root/link");
            assertThat(caller.scopes()).isEqualTo(ScopeSet.of("assume:anonymous", "public:*", "scope3"));
        }

        @Test
        void ofAnIdWithALineBreakIsRefused() {
            String text = "evil\nissuer:root\\1795319673\\bWFj\\";
            String bewit =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));

            assertRefused(
                    () -> authenticator.authenticate(request("GET", URI.create(ROOT_URL + "/a?bewit=" + bewit))),
                    "bewit");
        }
    }

    @Nested
    class TemporaryOnes {
        private final Instant now = clock.instant();

        private Caller callUnnamed(String issuer, List<String> scopes, Instant start, Instant expiry) {
            return call(TemporaryCredentials.issueUnnamed(FakeIdentities.credentials(issuer), scopes, start, expiry));
        }

        private Caller callNamed(String issuer, String name, String... scopes) {
            return call(TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials(issuer), name, List.of(scopes), now, expires));
        }

        @Test
        void haveTheScopesOfTheirCertificateAndThoseOfEverybody() {
            Caller caller = callUnnamed("root", List.of("scope1"), now, now.plusSeconds(60));

            assertThat(caller)
                    .isEqualTo(new Caller(
                            "root", ScopeSet.of("assume:anonymous", "public:*", "scope1"), now.plusSeconds(60)));
        }

        @Test
        void goByTheirName() {
            Caller caller = callNamed("root", "task-client/A/0", "scope1");

            assertThat(caller.clientId()).isEqualTo("task-client/A/0");
            assertThat(caller.scopes()).isEqualTo(ScopeSet.of("assume:anonymous", "public:*", "scope1"));
        }

        @Test
        void mayRelyOnScopesThatTheIssuerHasByARole() {
            identities.with("lead", expires, "assume:more", "auth:create-client:lead/*");

            assertThat(callNamed("lead", "lead/x", "expanded").scopes().satisfies("expanded"))
                    .isTrue();
        }

        @Test
        void endNoLaterThanTheirIssuer() {
            assertThat(callUnnamed("root", List.of(), now, expires.plusSeconds(60))
                            .expires())
                    .isEqualTo(expires);
        }

        @Test
        void areRefusedBeyondFiveMinutesOfSkew() {
            Duration skew = Duration.ofMinutes(5);

            assertThat(callUnnamed("root", List.of(), now.plus(skew), expires).clientId())
                    .isEqualTo("root");
            assertRefused(() -> callUnnamed("root", List.of(), now.plus(skew).plusMillis(1), expires), "good from");
            assertThat(callUnnamed("root", List.of(), now.minusSeconds(3600), now.minus(skew))
                            .clientId())
                    .isEqualTo("root");
            assertRefused(
                    () -> callUnnamed(
                            "root",
                            List.of(),
                            now.minusSeconds(3600),
                            now.minus(skew).minusMillis(1)),
                    "expired");
        }

        @Test
        void areRefusedWhenTheIssuerLacksWhatTheyGrant() {
            assertRefused(() -> callUnnamed("plain", List.of("scope2", "godlike"), now, expires), "godlike");
            assertRefused(() -> callUnnamed("plain", List.of("scope*"), now, expires), "scope*");
        }

        @Test
        void areRefusedWhenTheIssuerMayNotCreateTheirName() {
            assertRefused(() -> callNamed("plain", "other"), "auth:create-client:other");
        }

        @Test
        void areRefusedWhenTheIssuerIsDisabledOrExpired() {
            identities.with(new Identity("off", FakeIdentities.token("off"), ScopeSet.of("*"), expires, true));
            identities.with("old", now.minusMillis(1), "*");

            assertRefused(() -> callNamed("off", "x"), "'off' is disabled");
            assertRefused(() -> callNamed("old", "x"), "'old' expired");
        }

        @Test
        void areRefusedUnderAnotherName() {
            Credentials issued = TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials("root"), "name", List.of(), now, expires);

            assertRefused(
                    () -> call(new Credentials("other", issued.accessToken(), issued.certificate())), "signature");
        }

        @Test
        void canBeRestrictedToWhatTheyHave() {
            Credentials issued = TemporaryCredentials.issueUnnamed(
                    FakeIdentities.credentials("root"), List.of("scope1:*", "assume:more"), now, expires);

            RequestSigner good = RequestSigner.restricted(issued, List.of("scope1:a", "expanded", "public:x"), clock);
            RequestSigner bad = RequestSigner.restricted(issued, List.of("scope1:a", "scope2"), clock);

            assertThat(authenticator.authenticate(get(good.header("GET", URL))).scopes())
                    .isEqualTo(ScopeSet.of("assume:anonymous", "expanded", "public:*", "scope1:a"));
            assertRefused(() -> authenticator.authenticate(get(bad.header("GET", URL))), "authorizedScopes", "scope2");
        }

        @Test
        void canBeRestrictedToNothing() {
            RequestSigner signer = RequestSigner.restricted(FakeIdentities.credentials("root"), List.of(), clock);

            assertThat(authenticator
                            .authenticate(get(signer.header("GET", URL)))
                            .scopes())
                    .isEqualTo(ScopeSet.of("assume:anonymous", "public:*"));
        }

        private Caller call(String id, AccessToken token, String ext) {
            return authenticator.authenticate(get(HawkHeader.sign(
                            id,
                            token.reveal(),
                            now,
                            "nonce",
                            Optional.empty(),
                            Optional.of(Base64.getEncoder().encodeToString(ext.getBytes(StandardCharsets.UTF_8))),
                            "GET",
                            "/api/queue/v1/task/x%2Fy?a=%26",
                            HOST)
                    .format()));
        }

        private Caller call(Credentials credentials) {
            return HawkAuthenticatorTest.this.call(credentials);
        }

        private void assertRefusedWhenChanged(UnaryOperator<ObjectNode> change, String... words) {
            Credentials issued = TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials("root"), "name", List.of("scope1"), now, expires);
            ObjectNode certificate = change.apply((ObjectNode)
                    JsonMapper.shared().readTree(issued.certificate().orElseThrow()));
            ObjectNode ext = JsonMapper.shared().createObjectNode();
            ext.set("certificate", certificate);
            // The seed may be another one: then the token belongs to that.
            AccessToken token = certificate.path("seed").isString()
                    ? new Certificate(List.of(), 0, 0, certificate.path("seed").stringValue(), "", Optional.empty())
                            .derive(FakeIdentities.token("root"))
                    : issued.accessToken();

            assertRefused(() -> call("name", token, ext.toString()), words);
        }

        @Test
        void areRefusedWhenAnyPartOfTheCertificateWasChanged() {
            assertRefusedWhenChanged(json -> json.put("start", now.toEpochMilli() - 1), "signature");
            assertRefusedWhenChanged(json -> json.put("expiry", expires.toEpochMilli() + 1), "signature");
            assertRefusedWhenChanged(json -> json.put("seed", "x".repeat(44)), "signature");
            assertRefusedWhenChanged(json -> json.put("signature", "x"), "signature");
            assertRefusedWhenChanged(
                    json -> {
                        json.putArray("scopes").add("scope1").add("scope2");
                        return json;
                    },
                    "signature");
            assertRefusedWhenChanged(
                    json -> {
                        json.putArray("scopes");
                        return json;
                    },
                    "signature");
            assertRefusedWhenChanged(json -> json.put("issuer", "plain"), "mac");
        }

        @Test
        void areRefusedWhenTheCertificateIsNotOfTheRightShape() {
            assertRefusedWhenChanged(json -> json.put("version", 2), "version");
            assertRefusedWhenChanged(json -> json.put("version", "1"), "version");
            assertRefusedWhenChanged(json -> json.put("version", 1.5), "version");
            assertRefusedWhenChanged(json -> json.without("version"), "version");
            assertRefusedWhenChanged(json -> json.put("start", Long.toString(now.toEpochMilli())), "start");
            assertRefusedWhenChanged(json -> json.put("start", now.toEpochMilli() + 0.5), "start");
            assertRefusedWhenChanged(json -> json.put("start", -1), "start");
            assertRefusedWhenChanged(json -> json.put("expiry", Long.MAX_VALUE), "expiry");
            assertRefusedWhenChanged(json -> json.put("expiry", "2026-01-01T00:00:00Z"), "expiry");
            assertRefusedWhenChanged(json -> json.put("seed", "short"), "seed", "44");
            assertRefusedWhenChanged(json -> json.put("seed", 5), "seed");
            assertRefusedWhenChanged(json -> json.put("scopes", "scope1"), "scopes");
            assertRefusedWhenChanged(json -> json.without("scopes"), "scopes");
            assertRefusedWhenChanged(
                    json -> {
                        json.putArray("scopes").add("scope1\nscope2");
                        return json;
                    },
                    "scopes");
            assertRefusedWhenChanged(
                    json -> {
                        json.putArray("scopes").add(1);
                        return json;
                    },
                    "scopes");
            assertRefusedWhenChanged(json -> json.without("signature"), "signature");
            assertRefusedWhenChanged(json -> json.put("issuer", 7), "issuer");
            assertRefusedWhenChanged(json -> json.put("issuer", "root\nseed:x"), "issuer");
            assertRefusedWhenChanged(json -> json.put("issuer", "name"), "issuer");
        }

        @Test
        void mayNotLastLongerThanAMonth() {
            Certificate certificate = Certificate.sign(
                    FakeIdentities.credentials("root"),
                    Optional.empty(),
                    List.of(),
                    now.toEpochMilli(),
                    now.plus(Duration.ofDays(31)).toEpochMilli() + 1,
                    "s".repeat(44));
            String ext = "{\"certificate\":%s}".formatted(certificate.toJson());

            assertRefused(() -> call("root", certificate.derive(FakeIdentities.token("root")), ext), "31 days");
        }

        @Test
        void aNameInAnUnnamedCertificateIsRefused() {
            Credentials issued =
                    TemporaryCredentials.issueUnnamed(FakeIdentities.credentials("root"), List.of(), now, expires);
            String certificate = issued.certificate().orElseThrow().replaceFirst("\\{", "{\"clientId\":\"root\",");

            assertRefused(
                    () -> call("root", issued.accessToken(), "{\"certificate\":%s}".formatted(certificate)),
                    "clientId");
        }

        @Test
        void fieldsOfTheSameNameAreRefused() {
            Credentials issued = TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials("root"), "name", List.of("scope1"), now, expires);
            String certificate = issued.certificate().orElseThrow();
            String twice = certificate.replaceFirst("\\{", "{\"scopes\":[\"*\"],");

            assertRefused(
                    () -> call("name", issued.accessToken(), "{\"certificate\":%s}".formatted(twice)), "repeated");
            assertRefused(
                    () -> call(
                            "name",
                            issued.accessToken(),
                            "{\"certificate\":%s,\"certificate\":%s}".formatted(certificate, certificate)),
                    "repeated");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{",
                    "[]",
                    "null",
                    "\"\"",
                    "1",
                    "{} {}",
                    "{\"certificate\":true}",
                    "{\"certificate\":[]}",
                    "{\"authorizedScopes\":\"*\"}",
                    "{\"authorizedScopes\":[\"a\\nb\"]}",
                    "{\"authorizedScopes\":{}}"
                })
        void anExtensionOfAnotherShapeIsRefused(String ext) {
            assertRefused(() -> call("root", FakeIdentities.token("root"), ext), "ext");
        }

        @Test
        void unknownFieldsArePassedOver() {
            assertThat(call("root", FakeIdentities.token("root"), "{\"later\":1,\"certificate\":null}")
                            .clientId())
                    .isEqualTo("root");
        }

        @Test
        void theOrderOfFieldsAndTheAlphabetOfBase64DoNotMatter() {
            Credentials issued = TemporaryCredentials.issueNamed(
                    FakeIdentities.credentials("root"), "name", List.of("scope???>>>"), now, expires);
            ObjectNode certificate = (ObjectNode)
                    JsonMapper.shared().readTree(issued.certificate().orElseThrow());
            ObjectNode turned = JsonMapper.shared().createObjectNode();
            certificate.propertyNames().stream()
                    .toList()
                    .reversed()
                    .forEach(name -> turned.set(name, certificate.path(name)));
            byte[] ext = "{\"certificate\":%s}".formatted(turned).getBytes(StandardCharsets.UTF_8);

            for (Base64.Encoder encoder : List.of(
                    Base64.getEncoder(),
                    Base64.getUrlEncoder(),
                    Base64.getUrlEncoder().withoutPadding())) {
                String header = HawkHeader.sign(
                                "name",
                                issued.accessToken().reveal(),
                                now,
                                "nonce",
                                Optional.empty(),
                                Optional.of(encoder.encodeToString(ext)),
                                "GET",
                                "/api/queue/v1/task/x%2Fy?a=%26",
                                HOST)
                        .format();
                assertThat(authenticator.authenticate(get(header)).scopes().satisfies("scope???>>>"))
                        .isTrue();
            }
        }

        @Test
        void tellNothingAboutTheIssuersScopesToWhoHasNotItsSignature() {
            Credentials forged = TemporaryCredentials.issueNamed(
                    Credentials.of("plain", "guess"), "other", List.of("godlike"), now, expires);

            assertThatThrownBy(() -> call(forged))
                    .hasMessageNotContainingAny("godlike", "scope2", "auth:create-client");
        }
    }
}
