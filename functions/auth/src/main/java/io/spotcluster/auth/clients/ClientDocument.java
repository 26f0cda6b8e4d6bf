package io.spotcluster.auth.clients;

import io.spotcluster.api.scopes.ScopeSet;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client as JSON: in its record, where the token is encrypted, and in replies, where it is missing. */
final class ClientDocument {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String TOKEN = "encryptedAccessToken";

    private ClientDocument() {}

    static Bytes stored(Client client, TokenCipher cipher) {
        byte[] token = cipher.encrypt(client.clientId(), client.accessToken()).unsafeArray();
        ObjectNode json = common(client).put(TOKEN, Base64.getEncoder().encodeToString(token));
        return Bytes.wrap(MAPPER.writeValueAsBytes(json));
    }

    static Client read(Bytes stored, TokenCipher cipher) {
        JsonNode json = MAPPER.readTree(stored.unsafeArray());
        String clientId = json.path("clientId").stringValue();
        List<String> scopes = new ArrayList<>();
        json.path("scopes").forEach(scope -> scopes.add(scope.stringValue()));
        byte[] token = Base64.getDecoder().decode(json.path(TOKEN).stringValue());
        return new Client(
                clientId,
                json.path("description").stringValue(),
                scopes,
                time(json, "expires"),
                time(json, "created"),
                time(json, "lastModified"),
                time(json, "lastDateUsed"),
                time(json, "lastRotated"),
                json.path("disabled").booleanValue(),
                json.path("deleteOnExpiration").booleanValue(),
                cipher.decrypt(clientId, Bytes.wrap(token)));
    }

    /** The token as it is stored. */
    static Bytes encryptedToken(Bytes stored) {
        JsonNode json = MAPPER.readTree(stored.unsafeArray());
        return Bytes.wrap(Base64.getDecoder().decode(json.path(TOKEN).stringValue()));
    }

    static ObjectNode reply(Client client, ScopeSet expanded) {
        ObjectNode json = common(client);
        ArrayNode list = json.putArray("expandedScopes");
        expanded.scopes().forEach(list::add);
        return json;
    }

    /** For the one who made or replaced the token, and only then. */
    static ObjectNode replyWithToken(Client client, ScopeSet expanded) {
        return reply(client, expanded).put("accessToken", client.accessToken().reveal());
    }

    private static ObjectNode common(Client client) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("clientId", client.clientId())
                .put("description", client.description())
                .put("expires", Timestamp.format(client.expires()))
                .put("created", Timestamp.format(client.created()))
                .put("lastModified", Timestamp.format(client.lastModified()))
                .put("lastDateUsed", Timestamp.format(client.lastDateUsed()))
                .put("lastRotated", Timestamp.format(client.lastRotated()))
                .put("deleteOnExpiration", client.deleteOnExpiration())
                .put("disabled", client.disabled());
        ArrayNode scopes = json.putArray("scopes");
        client.scopes().forEach(scopes::add);
        return json;
    }

    private static Instant time(JsonNode json, String field) {
        return Timestamp.parse(field, json.path(field).stringValue());
    }
}
