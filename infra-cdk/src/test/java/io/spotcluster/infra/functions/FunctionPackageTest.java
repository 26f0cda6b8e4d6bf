package io.spotcluster.infra.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.configuration.Delivery;
import io.spotcluster.infra.configuration.Architecture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionPackageTest {
    private static final FileTime BUILT = FileTime.from(Instant.parse("2026-03-04T05:06:08Z"));
    private static final Delivery DELIVERY =
            new Delivery(Json.MAPPER.createObjectNode().put("a", 1), Optional.of("v1"), Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private FunctionPackage built() throws IOException {
        Path zip = folder.resolve("built.zip");
        try (FileSystem archive = open(zip, "true")) {
            Path bootstrap = archive.getPath("bootstrap");
            Files.writeString(bootstrap, "#!/bin/sh");
            Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setLastModifiedTime(bootstrap, BUILT);
        }
        return new FunctionPackage(zip, Architecture.ARM64);
    }

    private static FileSystem open(Path zip, String create) throws IOException {
        return FileSystems.newFileSystem(zip, Map.of("create", create, "enablePosixFileAttributes", "true"));
    }

    @Test
    void whatFunctionsAreToldIsAFileBesideTheOthersWhichStayAsTheyWere() throws Exception {
        FunctionPackage told = built().telling(DELIVERY, folder.resolve("sub/told.zip"));

        try (FileSystem archive = open(told.zip(), "false")) {
            assertThat(Delivery.read(Files.readString(archive.getPath(Delivery.FILE))))
                    .isEqualTo(DELIVERY);
            Path bootstrap = archive.getPath("bootstrap");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bootstrap)))
                    .isEqualTo("rwxr-xr-x");
            // The cache of loaded classes is good for files of the same time only.
            assertThat(Files.getLastModifiedTime(bootstrap)).isEqualTo(BUILT);
        }
    }

    @Test
    void theSameConfigurationMakesTheSamePackage() throws Exception {
        FunctionPackage built = built();

        Path first = built.telling(DELIVERY, folder.resolve("first.zip")).zip();
        Path second = built.telling(DELIVERY, folder.resolve("second.zip")).zip();

        assertThat(second).hasSameBinaryContentAs(first);
        try (FileSystem archive = open(second, "false")) {
            BasicFileAttributes times = Files.readAttributes(archive.getPath(Delivery.FILE), BasicFileAttributes.class);
            // None of them is that of this run.
            assertThat(List.of(times.creationTime(), times.lastAccessTime(), times.lastModifiedTime()))
                    .allMatch(time -> time.toInstant().isBefore(Instant.parse("2026-01-01T00:00:01Z")));
        }
    }

    @Test
    void whereNothingIsConfiguredThePackageStaysAsItIs() throws Exception {
        FunctionPackage built = built();

        assertThat(built.telling(Delivery.NONE, folder.resolve("told.zip"))).isEqualTo(built);
    }
}
