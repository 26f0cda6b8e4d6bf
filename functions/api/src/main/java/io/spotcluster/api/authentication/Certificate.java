package io.spotcluster.api.authentication;

import io.spotcluster.api.hawk.Mac256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes credentials temporary: their scopes and times, signed by the access token of the client that issued them.
 *
 * @param scopes in the order in which they were signed
 * @param start milliseconds since 1970
 * @param expiry milliseconds since 1970
 * @param seed {@value #SEED_LENGTH} random characters, of which the temporary access token is derived
 * @param signature in base64
 * @param issuer of named credentials: the client that signed. Absent for unnamed ones, which go by the issuer's clientId
 */
record Certificate(
        List<String> scopes, long start, long expiry, String seed, String signature, Optional<String> issuer) {
    static final int SEED_LENGTH = 44;

    private static final int VERSION = 1;

    Certificate {
        scopes = List.copyOf(scopes);
    }

    /**
     * Makes and signs one.
     *
     * @param name the clientId of named credentials
     */
    static Certificate sign(
            Credentials issuer, Optional<String> name, List<String> scopes, long start, long expiry, String seed) {
        Certificate unsigned = new Certificate(scopes, start, expiry, seed, "", name.map(any -> issuer.clientId()));
        return new Certificate(
                scopes,
                start,
                expiry,
                seed,
                Mac256.base64(issuer.accessToken().reveal(), unsigned.signedText(name.orElse(issuer.clientId()))),
                unsigned.issuer);
    }

    /** Did the owner of {@code issuerToken} sign this for credentials that go by {@code clientId}? */
    boolean isSignedWith(AccessToken issuerToken, String clientId) {
        return Mac256.equal(Mac256.base64(issuerToken.reveal(), signedText(clientId)), signature);
    }

    /** The token that belongs to this certificate. */
    AccessToken derive(AccessToken issuerToken) {
        return new AccessToken(Mac256.urlSafe(issuerToken.reveal(), seed));
    }

    JsonNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", VERSION);
        ArrayNode list = json.putArray("scopes");
        scopes.forEach(list::add);
        json.put("start", start).put("expiry", expiry).put("seed", seed).put("signature", signature);
        issuer.ifPresent(clientId -> json.put("issuer", clientId));
        return json;
    }

    /** Whom and until when: the rest is half of a credential. */
    @Override
    public String toString() {
        return "Certificate[issuer=%s, expiry=%d]".formatted(issuer.orElse("unnamed"), expiry);
    }

    // One fact a line, so no value may hold a line break: scopes and ids are checked for that before they get here, and
    // a
    // seed with one could not collide, having a fixed length.
    private String signedText(String clientId) {
        List<String> lines = new ArrayList<>();
        lines.add("version:" + VERSION);
        issuer.ifPresent(signer -> {
            lines.add("clientId:" + clientId);
            lines.add("issuer:" + signer);
        });
        lines.add("seed:" + seed);
        lines.add("start:" + start);
        lines.add("expiry:" + expiry);
        lines.add("scopes:");
        lines.addAll(scopes);
        return String.join("\n", lines);
    }
}
