package io.spotcluster.worker.json;

/**
 * One thing wrong with a document.
 *
 * @param path where, for example {@code artifacts[0].type}
 * @param value what stands there, as JSON cut to a readable length; {@code nothing}, if it is missing
 * @param expectation what should stand there
 */
public record Fault(String path, String value, String expectation) {
    @Override
    public String toString() {
        return "`%s` is %s; expected: %s".formatted(path, value, expectation);
    }
}
