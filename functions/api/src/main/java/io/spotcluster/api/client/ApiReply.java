package io.spotcluster.api.client;

import java.net.http.HttpHeaders;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a method answered.
 *
 * @param status below 400; redirections are not followed
 * @param body a missing node, if there is none
 */
public record ApiReply(int status, HttpHeaders headers, JsonNode body) {
    /** Where a redirection leads. */
    public Optional<String> location() {
        return headers.firstValue("location");
    }

    /** The status; the body may hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
