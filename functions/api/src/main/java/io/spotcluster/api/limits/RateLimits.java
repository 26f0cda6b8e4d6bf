package io.spotcluster.api.limits;

import io.spotcluster.api.configuration.ConfigurationDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How often requests may come: {@code rateLimits} of the configuration. Off where nothing is configured, since Taskcluster's
 * stock clients do not try again on 429.
 *
 * @param perClient for each clientId that signs requests; the names of temporary credentials count as clientIds
 * @param perSource for each address
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 */
public record RateLimits(Optional<Rate> perClient, Optional<Rate> perSource, List<AddressRange> trustedProxies) {
    public static final RateLimits NONE = new RateLimits(Optional.empty(), Optional.empty(), List.of());

    public RateLimits {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** Reports faults to the document. */
    public static RateLimits read(ConfigurationDocument document) {
        List<AddressRange> proxies = new ArrayList<>();
        for (JsonNode range : document.at("/rateLimits/trustedProxies")) {
            AddressRange.parse(range.stringValue())
                    .ifPresentOrElse(
                            proxies::add,
                            () -> document.fault(
                                    "$.rateLimits.trustedProxies",
                                    "'%s' is neither an address nor a network like 10.0.0.0/8"
                                            .formatted(range.stringValue())));
        }
        return new RateLimits(
                rate(document.at("/rateLimits/perClient")), rate(document.at("/rateLimits/perSource")), proxies);
    }

    private static Optional<Rate> rate(JsonNode json) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        long requests = json.path("requests").longValue();
        Duration per = Duration.ofSeconds(json.path("seconds").longValue());
        return Optional.of(new Rate(requests, per, json.path("burst").asLong(requests)));
    }
}
