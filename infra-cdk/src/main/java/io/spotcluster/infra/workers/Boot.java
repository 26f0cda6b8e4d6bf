package io.spotcluster.infra.workers;

import io.spotcluster.infra.configuration.Platform.OperatingSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a machine runs when it starts for the first time: {@code boot.sh} or {@code boot.ps1}, after the values that it goes by. */
final class Boot {
    private Boot() {}

    /** @param values none of which needs quoting: they were checked, or are AWS's */
    static String script(OperatingSystem system, Map<String, String> values) {
        return switch (system) {
            case LINUX -> "#!/bin/bash\n" + assignments("%s='%s'\n", values) + resource("boot.sh");
            case WINDOWS ->
                "<powershell>\n" + assignments("$%s = '%s'\n", values) + resource("boot.ps1") + "</powershell>\n";
        };
    }

    private static String assignments(String form, Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(value -> form.formatted(value.getKey(), value.getValue()))
                        .collect(Collectors.joining());
    }

    private static String resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(Boot.class.getResourceAsStream(name), name + " is not on the class path")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
