package io.spotcluster.worker.payload;

/** The queue's rule for artifact names: printable ASCII, at least one character. */
public final class ArtifactName {
    private ArtifactName() {}

    public static boolean isValid(String name) {
        return !name.isEmpty() && name.chars().allMatch(character -> character >= 0x20 && character <= 0x7e);
    }
}
