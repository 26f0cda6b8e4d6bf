package io.spotcluster.worker.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks for the small tools that a Unix has. */
final class Executables {
    private Executables() {}

    /** The file that is always empty. */
    static File nullDevice() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    /** The program of this name on the worker's own search path. */
    static Optional<Path> find(String name) {
        String searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : searchPath.split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return Optional.of(candidate.toAbsolutePath());
                }
            } catch (InvalidPathException e) {
                // Not a folder that could hold the tool.
            }
        }
        return Optional.empty();
    }
}
