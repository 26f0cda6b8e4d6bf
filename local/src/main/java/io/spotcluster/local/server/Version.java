package io.spotcluster.local.server;

import io.spotcluster.api.KernelConfiguration;
import java.util.Optional;

/** The version of this build, as its jar tells it. */
public final class Version {
    private static final String SOURCE = "https://github.com/spotcluster/spotcluster";

    private Version() {}

    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    static KernelConfiguration.Version forMonitoring() {
        return new KernelConfiguration.Version(text(), "unknown", SOURCE, "unknown");
    }
}
