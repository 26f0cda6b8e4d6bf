package io.spotcluster.ports.table;

import java.util.OptionalLong;

/** On what a write depends. An expired item counts as absent. */
public sealed interface Condition {
    /** Nothing: the write always happens. For hints whose repetition changes nothing. */
    record Always() implements Condition {}

    /** The item is not there. */
    record Absent() implements Condition {}

    /** The item is there, at exactly this version. */
    record VersionIs(long version) implements Condition {}

    /** The item is absent, or its version is at most this one: how a hint is dropped or replaced. */
    record VersionAtMost(long version) implements Condition {}

    /** Whether it holds where an item of this version is there, or none that has not expired. */
    default boolean holds(OptionalLong version) {
        return switch (this) {
            case Always() -> true;
            case Absent() -> version.isEmpty();
            case VersionIs(long expected) -> version.isPresent() && version.getAsLong() == expected;
            case VersionAtMost(long highest) -> version.isEmpty() || version.getAsLong() <= highest;
        };
    }

    static Condition always() {
        return new Always();
    }

    static Condition absent() {
        return new Absent();
    }

    static Condition versionIs(long version) {
        return new VersionIs(version);
    }

    static Condition versionAtMost(long version) {
        return new VersionAtMost(version);
    }
}
