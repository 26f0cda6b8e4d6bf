package io.spotcluster.api.authentication;

import io.spotcluster.api.hawk.AuthenticationFailed;
import io.spotcluster.api.scopes.ScopeSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Taskcluster puts into Hawk's {@code ext}: base64 of a JSON object. Fields that we do not know are passed over, so
 * that clients may send more; nothing that a certificate says is read from two places or in two ways.
 *
 * @param authorizedScopes what the caller restricts this request to
 */
record Extension(Optional<Certificate> certificate, Optional<List<String>> authorizedScopes) {
    static final Extension NONE = new Extension(Optional.empty(), Optional.empty());

    /** What a clientId looks like, also that of temporary credentials. */
    static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9!@/:.+|_-]+");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Milliseconds that every client's number type holds exactly. */
    private static final long MAXIMUM_TIME = (1L << 53) - 1;

    /** @throws io.spotcluster.base.RejectedException AuthenticationFailed, naming the field that is wrong */
    static Extension parse(String text) {
        JsonNode json = json(text);
        Optional<Certificate> certificate = field(json, "certificate").map(Extension::certificate);
        Optional<List<String>> authorizedScopes =
                field(json, "authorizedScopes").map(list -> scopes(list, "ext.authorizedScopes"));
        return new Extension(certificate, authorizedScopes);
    }

    /** Absent, if there is nothing to say. */
    Optional<String> format() {
        if (equals(NONE)) {
            return Optional.empty();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        certificate.ifPresent(present -> json.set("certificate", present.toJson()));
        authorizedScopes.ifPresent(scopes -> {
            ArrayNode list = json.putArray("authorizedScopes");
            scopes.forEach(list::add);
        });
        return Optional.of(Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** A certificate as clients keep it: JSON text. */
    static Certificate certificate(String text) {
        try {
            return certificate(STRICT.readTree(text));
        } catch (JacksonException e) {
            throw AuthenticationFailed.because("the certificate is no JSON object");
        }
    }

    private static JsonNode json(String text) {
        JsonNode json;
        try {
            // Clients differ: both alphabets occur, with padding and without.
            byte[] bytes = Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
            json = STRICT.readTree(bytes);
        } catch (IllegalArgumentException | JacksonException e) {
            throw AuthenticationFailed.because("`ext` is not base64 of a JSON object without repeated fields");
        }
        if (!json.isObject()) {
            throw AuthenticationFailed.because("`ext` is not base64 of a JSON object");
        }
        return json;
    }

    private static Certificate certificate(JsonNode json) {
        if (!json.isObject()) {
            throw AuthenticationFailed.because("`ext.certificate` is not a JSON object");
        }
        JsonNode version = json.path("version");
        if (!version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() != 1) {
            throw AuthenticationFailed.because("`ext.certificate.version` is not 1");
        }
        Optional<String> issuer = field(json, "issuer").map(value -> text(value, "ext.certificate.issuer"));
        if (issuer.isEmpty() && json.has("clientId")) {
            throw AuthenticationFailed.because("`ext.certificate` has a clientId but no issuer");
        }
        issuer.filter(clientId -> !CLIENT_ID.matcher(clientId).matches()).ifPresent(clientId -> {
            throw AuthenticationFailed.because("`ext.certificate.issuer` is no clientId");
        });
        String seed = text(json.path("seed"), "ext.certificate.seed");
        if (seed.length() != Certificate.SEED_LENGTH) {
            throw AuthenticationFailed.because("`ext.certificate.seed` has %d characters instead of %d"
                    .formatted(seed.length(), Certificate.SEED_LENGTH));
        }
        return new Certificate(
                scopes(json.path("scopes"), "ext.certificate.scopes"),
                time(json.path("start"), "ext.certificate.start"),
                time(json.path("expiry"), "ext.certificate.expiry"),
                seed,
                text(json.path("signature"), "ext.certificate.signature"),
                issuer);
    }

    private static Optional<JsonNode> field(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private static String text(JsonNode value, String name) {
        if (!value.isString()) {
            throw AuthenticationFailed.because("`%s` is not a string".formatted(name));
        }
        return value.stringValue();
    }

    private static long time(JsonNode value, String name) {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > MAXIMUM_TIME) {
            throw AuthenticationFailed.because("`%s` is not a number of milliseconds since 1970".formatted(name));
        }
        return value.longValue();
    }

    private static List<String> scopes(JsonNode value, String name) {
        if (!value.isArray()) {
            throw AuthenticationFailed.because("`%s` is not a list".formatted(name));
        }
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : value) {
            if (!scope.isString() || !ScopeSet.isScope(scope.stringValue())) {
                throw AuthenticationFailed.because("`%s` has a member that is no scope".formatted(name));
            }
            scopes.add(scope.stringValue());
        }
        return scopes;
    }
}
