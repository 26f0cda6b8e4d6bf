package io.spotcluster.infra.workers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** What a machine runs when it starts for the first time: {@code boot.sh}, after the values that it goes by. */
final class Boot {
    private Boot() {}

    /** @param values none of which needs quoting: they were checked, or are AWS's */
    static String script(Map<String, String> values) {
        StringBuilder script = new StringBuilder("#!/bin/bash\n");
        values.keySet().stream()
                .sorted()
                .forEach(name -> script.append(name)
                        .append("='")
                        .append(values.get(name))
                        .append("'\n"));
        try (InputStream stream =
                Objects.requireNonNull(Boot.class.getResourceAsStream("boot.sh"), "boot.sh is not on the class path")) {
            return script.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
