package io.spotcluster.infra.images;

import io.spotcluster.infra.configuration.Platform.OperatingSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What one component of a recipe does, as AWSTOE runs it on the machine that becomes the image: a file of worker-ami.
 *
 * @param name of the file, without its ending
 */
record ComponentDocument(String name, String text) {
    /** In the order in which they run. */
    private static final List<String> NAMES = List.of("worker", "hardening", "smoke-test");

    static List<ComponentDocument> of(OperatingSystem system) {
        return NAMES.stream().map(name -> read(system, name)).toList();
    }

    private static ComponentDocument read(OperatingSystem system, String name) {
        String resource = "%s/%s.yml".formatted(system.folder(), name);
        try (InputStream stream = Objects.requireNonNull(
                ComponentDocument.class.getResourceAsStream(resource), resource + " is not on the class path")) {
            return new ComponentDocument(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a recipe has to say where the worker's bundle is. */
    boolean needsBundle() {
        return text.contains("{{ Bundle }}");
    }
}
