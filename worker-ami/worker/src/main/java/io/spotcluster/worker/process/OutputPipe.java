package io.spotcluster.worker.process;

import io.spotcluster.worker.log.TaskLog;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes a command's output (both streams, in the order written) to the log.
 *
 * <p>Where the system has named pipes, the output goes through one of ours instead of the one that Java makes: Java closes
 * its end as soon as the command itself has ended, and whatever the command left running in the background would be killed
 * by its next line of output. Ours stays open until the last writer has gone.
 */
final class OutputPipe implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final int QUIET_LOOKS = 10;
    private static final int LOOKS = 400;

    private final TaskLog log;
    private final Optional<NamedPipe> namedPipe;
    private Optional<Pump> pump = Optional.empty();

    private OutputPipe(TaskLog log, Optional<NamedPipe> namedPipe) {
        this.log = log;
        this.namedPipe = namedPipe;
    }

    /**
     * A pipe in the file system.
     *
     * @param holder keeps it open for writing until the command has it; without a writer, opening to read would wait
     */
    private record NamedPipe(Path path, RandomAccessFile holder, FileInputStream reader) {}

    /** Moves the bytes, on a thread of its own. */
    private record Pump(InputStream source, Thread thread) {}

    /**
     * @param mkfifo the tool, where there is one
     * @param path of the pipe; nothing must be there
     */
    static OutputPipe open(TaskLog log, Optional<Path> mkfifo, Path path) throws IOException, InterruptedException {
        if (mkfifo.isEmpty()) {
            return new OutputPipe(log, Optional.empty());
        }
        int result = new ProcessBuilder(mkfifo.get().toString(), "-m", "600", path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (result != 0) {
            return new OutputPipe(log, Optional.empty());
        }
        RandomAccessFile holder = new RandomAccessFile(path.toFile(), "rw");
        return new OutputPipe(log, Optional.of(new NamedPipe(path, holder, new FileInputStream(path.toFile()))));
    }

    void connect(ProcessBuilder command) {
        command.redirectErrorStream(true);
        namedPipe.ifPresent(pipe -> command.redirectOutput(
                ProcessBuilder.Redirect.appendTo(pipe.path().toFile())));
    }

    /** The command runs: it holds the other end now. */
    void started(Process command) throws IOException {
        InputStream source;
        if (namedPipe.isPresent()) {
            source = namedPipe.get().reader();
            namedPipe.get().holder().close();
            Files.delete(namedPipe.get().path());
        } else {
            source = command.getInputStream();
        }
        // A platform thread: a blocking read of a file or pipe would hold on to a virtual thread's carrier.
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("output of process " + command.pid())
                .start(() -> pump(source));
        pump = Optional.of(new Pump(source, thread));
    }

    private void pump(InputStream source) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                log.output(buffer, count);
            }
        } catch (IOException e) {
            // The pipe was closed on this side: what comes later is not wanted any more.
        }
    }

    /**
     * Waits until everything that was written so far is in the log: normally until the last writer has gone, but if
     * something in the background holds the pipe, only until it is empty, or, if that one never pauses, for two seconds.
     */
    void drain() throws InterruptedException {
        if (pump.isEmpty()) {
            return;
        }
        int quiet = 0;
        for (int look = 0; look < LOOKS && quiet < QUIET_LOOKS; look++) {
            if (pump.get().thread().join(LOOK_AGAIN)) {
                return;
            }
            quiet = isEmpty(pump.get().source()) ? quiet + 1 : 0;
        }
    }

    private static boolean isEmpty(InputStream source) {
        try {
            return source.available() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends it, whoever may still be writing. */
    @Override
    public void close() throws IOException {
        if (namedPipe.isPresent()) {
            namedPipe.get().holder().close();
            namedPipe.get().reader().close();
            Files.deleteIfExists(namedPipe.get().path());
        }
    }
}
