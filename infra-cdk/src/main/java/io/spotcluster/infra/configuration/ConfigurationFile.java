package io.spotcluster.infra.configuration;

import io.spotcluster.api.json.Json;
import io.spotcluster.api.json.Secrets;
import io.spotcluster.api.schemas.JsonSchema;
import io.spotcluster.api.schemas.SchemaCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads and checks a {@link Configuration}. */
public final class ConfigurationFile {
    private static final String SCHEMA = "deployment/v1/configuration.json";

    private ConfigurationFile() {}

    /**
     * @throws IOException when the file cannot be read
     * @throws ConfigurationException when what it says cannot be deployed
     */
    public static Configuration read(Path file) throws IOException, ConfigurationException {
        return parse(file.toString(), Files.readString(file));
    }

    /** The file of the services that a file names which is not valid otherwise, so that its faults can be told too. */
    static Optional<String> servicesDespiteFaults(Path file) throws IOException {
        try {
            return Optional.of(Json.parse(Files.readString(file)).path("services"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** @param source what messages call the text */
    public static Configuration parse(String source, String text) throws ConfigurationException {
        JsonNode document;
        try {
            document = Json.parse(text);
        } catch (JacksonException e) {
            throw new ConfigurationException(source, List.of("it is not JSON: " + e.getOriginalMessage()));
        }
        JsonSchema schema = new SchemaCatalog(ConfigurationFile.class.getClassLoader()).schema(SCHEMA);
        List<String> faults =
                schema.violations(document, text.getBytes(StandardCharsets.UTF_8).length, Secrets.usualAnd(Set.of()));
        if (!faults.isEmpty()) {
            throw new ConfigurationException(source, faults);
        }
        schema.fillDefaults(document);
        Configuration configuration = Json.MAPPER.treeToValue(document, Configuration.class);
        faults = contradictions(configuration);
        if (!faults.isEmpty()) {
            throw new ConfigurationException(source, faults);
        }
        return configuration;
    }

    /** What no schema can say. */
    private static List<String> contradictions(Configuration configuration) {
        List<String> faults = new ArrayList<>();
        if (configuration.domain().isPresent() && configuration.ownFront().isPresent()) {
            faults.add(
                    "$.ownFront: the domain is CloudFront's, and a front of your own replaces CloudFront; leave one of them out");
        }
        configuration
                .domain()
                .ifPresent(domain -> domain.hostedZone().ifPresent(zone -> {
                    if (!domain.name().equals(zone.name()) && !domain.name().endsWith("." + zone.name())) {
                        faults.add("$.domain.hostedZone.name: %s does not lie in the zone; it is \"%s\""
                                .formatted(domain.name(), zone.name()));
                    }
                }));
        configuration.workers().ifPresent(workers -> checkWorkers(workers, faults));
        return faults;
    }

    private static void checkWorkers(Configuration.Workers workers, List<String> faults) {
        int least = workers.platform().system().leastGigabytes();
        if (workers.diskGigabytes() < least) {
            faults.add("$.workers.diskGigabytes: a machine of the platform %s needs %d at least; it is %d"
                    .formatted(workers.platform().text(), least, workers.diskGigabytes()));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < workers.regions().size(); i++) {
            String region = workers.regions().get(i).region();
            String field = "$.workers.regions[%d].region".formatted(i);
            if (Region.named(region).isEmpty()) {
                faults.add("%s: there is no data about this region; it is \"%s\", known are %s"
                        .formatted(field, region, Region.names()));
            } else if (!seen.add(region)) {
                faults.add("%s: each region stands there once; it is \"%s\"".formatted(field, region));
            }
        }
    }
}
