package io.spotcluster.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Linux tells of processes under {@code /proc} (proc(5)); on other systems, and of processes that have gone or are
 * someone else's, nothing.
 */
final class ProcFileSystem {
    private static final Path ROOT = Path.of("/proc");

    private ProcFileSystem() {}

    /**
     * From {@code /proc/<pid>/stat}.
     *
     * @param state its letter: {@code Z} has ended and waits to be collected by its parent
     * @param parent process id
     * @param session that it belongs to
     * @param started in hundredths of a second since the machine was booted
     */
    record Stat(char state, long parent, long session, long started) {
        boolean hasEnded() {
            return state == 'Z' || state == 'X';
        }
    }

    static boolean isAvailable() {
        return Files.isReadable(ROOT.resolve("self/stat"));
    }

    static List<Long> processes() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path entry : entries) {
                pids.add(Long.parseLong(String.valueOf(entry.getFileName())));
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return List.copyOf(pids);
        }
        return pids;
    }

    static Optional<Stat> stat(long pid) {
        Optional<String> line = read(pid, "stat");
        // The second field is the program's name in parentheses, and may hold anything, parentheses included.
        int end = line.map(text -> text.lastIndexOf(')')).orElse(-1);
        if (end < 0) {
            return Optional.empty();
        }
        String[] fields = line.orElse("").substring(end + 1).strip().split(" ", -1);
        return fields.length < 20
                ? Optional.empty()
                : Optional.of(new Stat(
                        fields[0].charAt(0),
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[3]),
                        Long.parseLong(fields[19])));
    }

    /** Hundredths of a second since the machine was booted; 0, if that cannot be told. */
    static long now() {
        try {
            String seconds = Files.readString(ROOT.resolve("uptime")).split(" ", 2)[0];
            return Math.round(Double.parseDouble(seconds) * 100);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Bytes in memory now; 0 for a process that has none or cannot be looked at. */
    static long residentMemory(long pid) {
        String status = read(pid, "status").orElse("");
        int start = status.indexOf("\nVmRSS:");
        int end = status.indexOf(" kB", Math.max(start, 0));
        if (start < 0 || end < 0) {
            return 0;
        }
        return Long.parseLong(status.substring(start + "\nVmRSS:".length(), end).strip()) * 1024;
    }

    /** The value of a variable in the environment that a process was started with. */
    static Optional<String> environmentVariable(long pid, String name) {
        String start = name + "=";
        return read(pid, "environ").flatMap(environment -> {
            for (String entry : environment.split("\0", -1)) {
                if (entry.startsWith(start)) {
                    return Optional.of(entry.substring(start.length()));
                }
            }
            return Optional.empty();
        });
    }

    private static Optional<String> read(long pid, String file) {
        try {
            byte[] content = Files.readAllBytes(ROOT.resolve(Long.toString(pid)).resolve(file));
            return Optional.of(new String(content, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
