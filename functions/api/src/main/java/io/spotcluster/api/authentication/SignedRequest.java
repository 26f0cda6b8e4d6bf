package io.spotcluster.api.authentication;

import io.spotcluster.api.hawk.SignedHost;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a request that a Hawk signature covers.
 *
 * @param method in upper case
 * @param resource raw path and query, as in the request line
 * @param hosts any of which the signature may name
 * @param authorization the header, if there is one
 */
public record SignedRequest(String method, String resource, List<SignedHost> hosts, Optional<String> authorization) {
    public SignedRequest {
        hosts = List.copyOf(hosts);
    }

    /** The method and resource; the header holds a signature. */
    @Override
    public String toString() {
        return "SignedRequest[%s %s]".formatted(method, resource.replaceAll("bewit=[^&]*", "bewit=(secret)"));
    }
}
