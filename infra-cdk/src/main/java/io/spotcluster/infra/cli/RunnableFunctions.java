package io.spotcluster.infra.cli;

import io.spotcluster.infra.configuration.Architecture;
import io.spotcluster.infra.functions.FunctionPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The functions' package as an account runs it: with a Java runtime of its own and a cache of loaded classes
 * (docs/adr/0012). Made by {@code functions/lambda/with_runtime.py} when the package, the JDK or that program has changed.
 *
 * @param home the repository
 * @param say takes lines about the progress
 */
record RunnableFunctions(Path home, Consumer<String> say) {
    private static final String PLAIN = "spotcluster-functions.zip";
    private static final String WITH_RUNTIME = "spotcluster-functions-with-runtime.zip";

    /** Holds the digest of all that the package was made of. */
    private static final String MADE_OF = "spotcluster-functions-with-runtime.made-of";

    /**
     * For templates that are only to be read: whatever the build made.
     *
     * @throws CommandFailed when it made nothing
     */
    FunctionPackage plain() throws CommandFailed {
        Path zip = target(PLAIN);
        if (!Files.isRegularFile(zip)) {
            throw new CommandFailed(ExitCode.FAILED, "the functions' package is not there: %s".formatted(zip));
        }
        return new FunctionPackage(zip, architecture());
    }

    /**
     * For an account. Takes some 15 seconds when something has changed.
     *
     * @throws CommandFailed saying what the machine lacks for it
     */
    FunctionPackage runnable() throws CommandFailed {
        FunctionPackage plain = plain();
        if (standsIn()) {
            return plain;
        }
        Path whole = target(WITH_RUNTIME);
        String parts = digest(List.of(
                plain.zip(), program(), javaHome().resolve("release"), home.resolve(".ci/ministack-requirements.txt")));
        if (!Files.isRegularFile(whole) || !madeOf().equals(Optional.of(parts))) {
            make();
            try {
                Files.writeString(target(MADE_OF), parts);
            } catch (IOException e) {
                throw new CommandFailed(ExitCode.FAILED, "cannot write into %s: %s".formatted(target(""), e));
            }
        }
        return new FunctionPackage(whole, plain.architecture());
    }

    /** An AWS stand-in on a machine with another system runs functions on the machine's own Java. */
    private boolean standsIn() {
        return System.getenv("AWS_ENDPOINT_URL") != null && !isLinux();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private void make() throws CommandFailed {
        if (!isLinux()) {
            throw notReady(
                    "Lambda runs Linux, and the functions' Java runtime is made of this machine's JDK: deploy from Linux, this is %s"
                            .formatted(System.getProperty("os.name")));
        }
        say.accept("functions: a Java runtime and a cache of loaded classes, once for each change of them ...");
        Path python = python();
        OtherProgram training = new OtherProgram(
                        List.of(python.toString(), program().toString()))
                .with("JAVA_HOME", javaHome().toString())
                .with(
                        "SPOTCLUSTER_MINISTACK",
                        python.resolveSibling("ministack").toString())
                .withoutAws();
        if (training.run() != 0) {
            throw notReady("the functions' Java runtime could not be made; the reason is above");
        }
    }

    /** In whose environment the AWS stand-in is installed that plays AWS for the training. */
    private Path python() throws CommandFailed {
        Optional<Path> installed = Optional.ofNullable(System.getenv("SPOTCLUSTER_MINISTACK"))
                .map(ministack -> Path.of(ministack).resolveSibling("python"))
                .filter(Files::isExecutable);
        if (installed.isPresent()) {
            return installed.get();
        }
        if (new OtherProgram(List.of(home.resolve(".ci/ministack").toString())).run() != 0) {
            throw notReady(
                    "the AWS stand-in by which the functions are trained could not be installed: it needs Python 3.10 or newer with its module venv (PYTHON names another one than python3), and the first time access to PyPI; the reason is above");
        }
        return home.resolve(".spotcluster/venv/bin/python");
    }

    private static Architecture architecture() throws CommandFailed {
        try {
            return Architecture.ofThisMachine();
        } catch (IllegalStateException e) {
            throw notReady(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> madeOf() {
        try {
            return Optional.of(Files.readString(target(MADE_OF)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String digest(List<Path> files) throws CommandFailed {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
                    stream.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "cannot read what the functions are made of: " + e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Path program() {
        return home.resolve("functions/lambda/with_runtime.py");
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private Path target(String file) {
        return home.resolve("functions/lambda/target").resolve(file);
    }

    private static CommandFailed notReady(String message) {
        return new CommandFailed(ExitCode.NOT_READY, message);
    }
}
