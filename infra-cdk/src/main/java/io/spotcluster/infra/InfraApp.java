package io.spotcluster.infra;

import io.spotcluster.infra.configuration.Architecture;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.ConfigurationException;
import io.spotcluster.infra.configuration.ConfigurationFile;
import io.spotcluster.infra.functions.FunctionPackage;
import java.io.IOException;
import java.nio.file.Path;
import software.amazon.awscdk.App;

/** What the CDK command line runs: it writes the templates of all stacks into the cloud assembly. */
public final class InfraApp {
    private InfraApp() {}

    /** @param arguments the configuration file, the account, the functions' package */
    public static void main(String... arguments) throws IOException, ConfigurationException {
        Configuration configuration = ConfigurationFile.read(Path.of(arguments[0]));
        App app = Deployment.app();
        Deployment.of(
                app,
                configuration,
                arguments[1],
                new FunctionPackage(Path.of(arguments[2]), Architecture.ofThisMachine()));
        app.synth();
    }
}
