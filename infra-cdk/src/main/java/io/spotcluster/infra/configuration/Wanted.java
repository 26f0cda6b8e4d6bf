package io.spotcluster.infra.configuration;

import io.spotcluster.configuration.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that an operator wants: the deployment, and what its services are configured with. */
public record Wanted(Configuration configuration, Services services) {
    /**
     * @param file of the deployment, which may name that of the services
     * @param environment where secrets may be
     * @throws IOException when the file cannot be read
     * @throws ConfigurationException with everything that is wrong with either
     */
    public static Wanted read(Path file, Map<String, String> environment) throws IOException, ConfigurationException {
        List<String> faults = new ArrayList<>();
        Optional<Configuration> configuration = Optional.empty();
        try {
            configuration = Optional.of(ConfigurationFile.read(file));
        } catch (ConfigurationException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        Services services = Services.NONE;
        Optional<String> name = configuration.isPresent()
                ? configuration.get().services()
                : ConfigurationFile.servicesDespiteFaults(file);
        if (name.isPresent()) {
            try {
                services = Services.read(file.toAbsolutePath().resolveSibling(name.get()), environment);
            } catch (ConfigurationException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(String.join("\n", faults));
        }
        return new Wanted(configuration.orElseThrow(), services);
    }

    /**
     * What the functions are told.
     *
     * @param secrets the version of the secret with the services' secrets; the newest, if absent
     */
    public Delivery delivery(Optional<String> secrets) {
        return new Delivery(
                services.document(),
                secrets,
                configuration
                        .workers()
                        .map(workers -> new Delivery.Pool(
                                workers.workerPoolId(),
                                workers.regions().stream()
                                        .map(Configuration.Place::region)
                                        .toList())));
    }
}
