package io.spotcluster.infra.configuration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must be known of a region before machines can run there. To add one, add a line.
 *
 * @param name as AWS writes it
 * @param zones in which new subnets are made; those that any account has
 */
public record Region(String name, List<String> zones) {
    public static final List<Region> ALL = List.of(
            region("us-east-1", "a", "b", "c", "d", "f"),
            region("us-east-2", "a", "b", "c"),
            region("us-west-2", "a", "b", "c", "d"),
            region("ca-central-1", "a", "b", "d"),
            region("eu-west-1", "a", "b", "c"),
            region("eu-central-1", "a", "b", "c"),
            region("eu-north-1", "a", "b", "c"),
            region("ap-southeast-2", "a", "b", "c"));

    private static Region region(String name, String... letters) {
        return new Region(
                name, List.of(letters).stream().map(letter -> name + letter).toList());
    }

    public static Optional<Region> named(String name) {
        return ALL.stream().filter(region -> region.name().equals(name)).findFirst();
    }

    /** For messages. */
    public static String names() {
        return ALL.stream().map(Region::name).collect(Collectors.joining(", "));
    }
}
