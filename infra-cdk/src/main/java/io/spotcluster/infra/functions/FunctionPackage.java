package io.spotcluster.infra.functions;

import io.spotcluster.infra.configuration.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awscdk.services.lambda.Code;

/**
 * The one package of all functions: a zip with a {@code bootstrap}, as the runtime {@code provided.al2023} wants it.
 *
 * @param zip made by the build of functions/lambda
 * @param architecture of the Java runtime in it
 */
public record FunctionPackage(Path zip, Architecture architecture) {
    public FunctionPackage {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalArgumentException(
                    "the functions' package is not there: %s; ./spotcluster synth builds it first".formatted(zip));
        }
    }

    Code code() {
        return Code.fromAsset(zip.toString());
    }
}
