package io.spotcluster.local.http;

import io.spotcluster.api.http.HttpService;

/**
 * Who answers what.
 *
 * @param streamingPrefix of the raw paths that {@code streaming} answers; {@code small} answers all others
 * @param smallBodyLimit bytes that {@code small} takes at most; it is given {@code limit + 1} bytes of a longer body, so
 *     that the refusal is its own
 */
public record HttpSites(HttpService small, int smallBodyLimit, StreamingService streaming, String streamingPrefix) {}
