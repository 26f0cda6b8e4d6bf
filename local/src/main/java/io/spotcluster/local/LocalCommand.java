package io.spotcluster.local;

import io.spotcluster.configuration.Configuration;
import io.spotcluster.local.server.DataFolder;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import io.spotcluster.local.server.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the platform in the foreground until it is told to end. */
@Command(
        name = "local",
        description = "Runs the whole platform on this machine, in the foreground. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
final class LocalCommand implements Callable<Integer> {
    /** Stock workers prolong a claim three minutes before its end, and see whether they have to every now and then. */
    private static final int SHORTEST_CLAIM_TIMEOUT = 240;

    /** The promise is five seconds; what is left then is durable anyway. */
    private static final Duration LONGEST_END = Duration.ofMillis(4800);

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen at; 0 for any free one.")
    private int port = 8080;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept.")
    private Path data = Path.of(".spotcluster", "data");

    @Option(
            names = "--workers",
            paramLabel = "N|none",
            description = "Worker processes for the pool " + LocalSettings.WORKER_POOL + ".")
    private String workers = "2";

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "Address to listen at. Others than loopback let the network in, without encryption.")
    private String bind = LocalSettings.LOOPBACK;

    @Option(
            names = "--root-url",
            paramLabel = "URL",
            description = "By which clients reach this instance; made of address and port if absent.")
    private Optional<URI> rootUrl = Optional.empty();

    @Option(
            names = "--claim-timeout",
            paramLabel = "SECONDS",
            description = "After which a task whose worker fell silent is tried again; at least 240.")
    private int claimTimeout = 300;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration in YAML; the data folder's " + Configuration.FILE + ", if absent and there.")
    private Optional<Path> config = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        warnOfTheNetwork();
        Logging.alsoTo(DataFolder.open(settings.data()).serverLog());
        LocalServer server = LocalServer.start(settings, Clock.systemUTC());
        endWithTheProcess(server, out);
        out.println(welcome(server, settings));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private LocalSettings settings() throws IOException {
        if (port < 0 || port > 65_535) {
            throw mistake("--port is %d; a number from 0 to 65535 was expected".formatted(port));
        }
        if (claimTimeout < SHORTEST_CLAIM_TIMEOUT) {
            throw mistake("--claim-timeout is %d; %d seconds at least were expected"
                    .formatted(claimTimeout, SHORTEST_CLAIM_TIMEOUT));
        }
        return LocalSettings.onFreePort(data, workerCount())
                .withAddress(bind, port, rootUrl.map(LocalCommand::withoutSlash))
                .withClaimTimeout(Duration.ofSeconds(claimTimeout))
                .withConfiguration(configuration());
    }

    private Configuration configuration() throws IOException {
        if (config.isPresent()) {
            return Configuration.read(config.get(), System.getenv());
        }
        Path own = data.resolve(Configuration.FILE);
        return Files.exists(own) ? Configuration.read(own, System.getenv()) : Configuration.NONE;
    }

    private int workerCount() {
        if (workers.equals("none")) {
            return 0;
        }
        if (!workers.matches("[0-9]{1,2}")) {
            throw mistake("--workers is '%s'; a number from 0 to 99 or 'none' was expected".formatted(workers));
        }
        return Integer.parseInt(workers);
    }

    private static URI withoutSlash(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void warnOfTheNetwork() throws IOException {
        if (!InetAddress.getByName(bind).isLoopbackAddress()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "warning: --bind %s lets every machine that reaches this one talk to it, unencrypted;"
                                    + " tasks run as your user%n",
                            bind);
        }
    }

    private static void endWithTheProcess(LocalServer server, PrintWriter out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            out.println("Ending ...");
            out.flush();
            Thread closing = Thread.ofPlatform().daemon().start(server::close);
            try {
                if (!closing.join(LONGEST_END)) {
                    Runtime.getRuntime().halt(1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static String welcome(LocalServer server, LocalSettings settings) {
        String workers = settings.workers() == 0
                ? "no workers"
                : "%d %s in the pool %s"
                        .formatted(
                                settings.workers(),
                                settings.workers() == 1 ? "worker" : "workers",
                                LocalSettings.WORKER_POOL);
        return """
                Spotcluster %s is ready at %s, with %s.
                Its data, logs and events are in %s

                  source %s

                lets any Taskcluster client talk to it, as the root client. Ctrl-C ends it.""".formatted(
                        Version.text(),
                        server.rootUrl(),
                        workers,
                        server.data().path(),
                        server.data().environmentFile());
    }
}
