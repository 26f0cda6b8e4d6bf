package io.spotcluster.infra.functions;

import io.spotcluster.configuration.Delivery;
import io.spotcluster.infra.configuration.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.lambda.Code;

/**
 * The one package of all functions: a zip with a {@code bootstrap}, as the runtime {@code provided.al2023} wants it.
 *
 * @param zip made by the build of functions/lambda
 * @param architecture of the Java runtime in it
 */
public record FunctionPackage(Path zip, Architecture architecture) {
    /** So that the same configuration makes the same package. */
    private static final FileTime ALWAYS = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    public FunctionPackage {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalArgumentException(
                    "the functions' package is not there: %s; ./spotcluster synth builds it first".formatted(zip));
        }
    }

    /**
     * The package of one deployment, with what its functions are told.
     *
     * @param target where it is written; the package as it is, if there is nothing to tell
     */
    public FunctionPackage telling(Delivery delivery, Path target) {
        if (delivery.isEmpty()) {
            return this;
        }
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
            // Permissions of the other files stay only where the file system knows them.
            try (FileSystem archive = FileSystems.newFileSystem(target, Map.of("enablePosixFileAttributes", "true"))) {
                Path file = archive.getPath(Delivery.FILE);
                Files.writeString(file, delivery.toJson());
                Objects.requireNonNull(Files.getFileAttributeView(file, BasicFileAttributeView.class))
                        .setTimes(ALWAYS, ALWAYS, ALWAYS);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the functions' package %s cannot be written".formatted(target), e);
        }
        return new FunctionPackage(target, architecture);
    }

    Code code() {
        return Code.fromAsset(zip.toString());
    }
}
