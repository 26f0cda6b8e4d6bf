package io.spotcluster.api.authentication;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody signs requests with.
 *
 * @param certificate of temporary credentials, as JSON text; absent for a client's own credentials
 */
public record Credentials(String clientId, AccessToken accessToken, Optional<String> certificate) {
    public static Credentials of(String clientId, String accessToken) {
        return new Credentials(clientId, new AccessToken(accessToken), Optional.empty());
    }

    /** As replies carry them, secret included: {@code clientId}, {@code accessToken}, and {@code certificate} if there is one. */
    public Map<String, String> reveal() {
        Map<String, String> fields = new TreeMap<>();
        fields.put("clientId", clientId);
        fields.put("accessToken", accessToken.reveal());
        certificate.ifPresent(text -> fields.put("certificate", text));
        return fields;
    }

    /** Without the certificate: it is half of a credential. */
    @Override
    public String toString() {
        return "Credentials[clientId=%s, %s]".formatted(clientId, certificate.isPresent() ? "temporary" : "permanent");
    }
}
