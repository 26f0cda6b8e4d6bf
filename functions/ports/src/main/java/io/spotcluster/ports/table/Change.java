package io.spotcluster.ports.table;

import java.util.Optional;

/**
 * One write as the change feed tells it.
 *
 * @param sequence rises with each change of the same item; for logs and for parking
 * @param before absent for an insert. Where an expired item was replaced: absent or that item
 * @param after absent for a removal
 */
public record Change(String sequence, String table, Key key, Optional<Item> before, Optional<Item> after) {}
