package io.spotcluster.local.workers;

import io.spotcluster.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which process works in a folder, so that the next instance finds it. The start time tells it from one that got its id later. */
record ProcessRecord(Path file) {
    static ProcessRecord in(Path folder) {
        return new ProcessRecord(folder.resolve("process"));
    }

    void write(ProcessHandle process) throws IOException {
        PrivateFiles.write(file, text(process) + "\n");
    }

    Optional<ProcessHandle> living() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        String processId = text.split(" ", 2)[0];
        return processId.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(processId)).filter(process -> text.equals(text(process)))
                : Optional.empty();
    }

    private static String text(ProcessHandle process) {
        String started = process.info().startInstant().map(Object::toString).orElse("unknown");
        return process.pid() + " " + started;
    }
}
