package io.spotcluster.ports.table;

/**
 * Where an item stands. Sort keys are ordered by their UTF-8 bytes, unsigned, as DynamoDB orders them.
 *
 * @param partition 1 to 2,048 bytes of UTF-8
 * @param sort 1 to 1,024 bytes of UTF-8
 */
public record Key(String partition, String sort) {
    public Key {
        if (partition.isEmpty() || sort.isEmpty()) {
            throw new IllegalArgumentException(
                    "a key has a partition and a sort key, not '%s' / '%s'".formatted(partition, sort));
        }
    }
}
