package io.spotcluster.auth.signin;

import io.spotcluster.api.configuration.ConfigurationDocument;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An OpenID Connect provider whose users may sign in: {@code signIn.providers} of the configuration.
 *
 * @param name begins the clientIds of its users
 * @param issuer exactly as in its tokens
 * @param audience the client IDs for one of which a token must be
 * @param algorithms with which tokens may be signed, none of them symmetric
 * @param userClaim names the user, and nobody else ever
 * @param clockSkew by which its clock may be off
 * @param maximumAge of a token, from its {@code iat}
 * @param lifetime of the credentials; a day at most
 */
public record Provider(
        String name,
        String issuer,
        List<String> audience,
        URL jwksUrl,
        List<String> algorithms,
        String userClaim,
        List<GroupClaim> groups,
        Duration clockSkew,
        Duration maximumAge,
        Duration lifetime) {
    /** Under these, clientIds mean something else. */
    private static final Set<String> RESERVED =
            Set.of("anonymous", "local", "root", "static", "task-client", "tester", "worker");

    public Provider {
        audience = List.copyOf(audience);
        algorithms = List.copyOf(algorithms);
        groups = List.copyOf(groups);
    }

    /**
     * A claim that lists groups.
     *
     * @param rolePrefix of the roles that they stand for, such as {@code mozilla-group:}
     */
    public record GroupClaim(String claim, String rolePrefix) {}

    /** Reports faults to the document. */
    public static List<Provider> readAll(ConfigurationDocument document) {
        List<Provider> providers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode json : document.at("/signIn/providers")) {
            String path = "$.signIn.providers[%d]".formatted(index++);
            String name = json.path("name").stringValue();
            if (RESERVED.contains(name)) {
                document.fault(path + ".name", "'%s' begins other clientIds; choose another one".formatted(name));
            }
            if (!names.add(name)) {
                document.fault(path + ".name", "'%s' stands there twice".formatted(name));
            }
            try {
                providers.add(read(json, url(json.path("jwksUrl").stringValue())));
            } catch (IllegalArgumentException | MalformedURLException e) {
                document.fault(
                        path + ".jwksUrl",
                        "'%s' was found, https was expected (or http on a loopback address)"
                                .formatted(json.path("jwksUrl").stringValue()));
            }
        }
        return providers;
    }

    private static Provider read(JsonNode json, URL jwksUrl) {
        return new Provider(
                json.path("name").stringValue(),
                json.path("issuer").stringValue(),
                texts(json.path("audience")),
                jwksUrl,
                texts(json.path("algorithms")),
                json.path("userClaim").stringValue(),
                json.path("groups")
                        .valueStream()
                        .map(group -> new GroupClaim(
                                group.path("claim").stringValue(),
                                group.path("rolePrefix").stringValue()))
                        .toList(),
                Duration.ofSeconds(json.path("clockSkewSeconds").longValue()),
                Duration.ofSeconds(json.path("maximumAgeSeconds").longValue()),
                Duration.ofSeconds(json.path("lifetimeSeconds").longValue()));
    }

    /** Whoever can change the keys on their way signs in as anybody. */
    private static URL url(String text) throws MalformedURLException {
        URI uri = URI.create(text);
        String host = String.valueOf(uri.getHost());
        boolean loopback = host.equals("localhost")
                || (host.matches("[0-9.]+|\\[[0-9a-fA-F:.]+]")
                        && InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))
                                .isLoopbackAddress());
        if (!"https".equals(uri.getScheme()) && !loopback) {
            throw new MalformedURLException();
        }
        return uri.toURL();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }
}
