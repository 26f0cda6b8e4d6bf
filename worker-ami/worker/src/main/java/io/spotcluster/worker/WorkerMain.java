package io.spotcluster.worker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.api.client.RetryRule;
import io.spotcluster.worker.configuration.ConfigurationFile;
import io.spotcluster.worker.configuration.InvalidConfigurationException;
import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.WorkFolder;
import io.spotcluster.worker.log.LiveLogServer;
import io.spotcluster.worker.queue.ApiQueueClient;
import io.spotcluster.worker.retry.Backoff;
import io.spotcluster.worker.retry.Retries;
import io.spotcluster.worker.task.Machine;
import io.spotcluster.worker.task.Services;
import io.spotcluster.worker.task.Shutdown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The worker's entry point. What it does goes to standard output, a line each; what is wrong to standard error. */
@Command(
        name = "worker",
        description = "Claims tasks from a Taskcluster queue and runs them on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = WorkerMain.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit codes:",
            "   0  the configured number of tasks has run (or --check found nothing wrong)",
            "   2  the command line is wrong",
            "  64  the configuration file cannot be read",
            "  68  no task came for the configured time",
            "  69  the worker cannot go on",
            "  72  it was asked to stop (SIGTERM, Ctrl-C)",
            "  73  the configuration file is not valid"
        })
public final class WorkerMain implements Callable<Integer> {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration: a JSON file, described in docs/manual/worker.md.")
    private Path configurationFile = Path.of("");

    @Option(names = "--check", description = "Only check the configuration.")
    private boolean checkOnly;

    public WorkerMain() {}

    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    /** Runs a worker to its end, without ending the program.
     * @return the exit code */
    public static int run(String... arguments) {
        return new CommandLine(new WorkerMain()).execute(arguments);
    }

    @Override
    public Integer call() {
        return start().number();
    }

    private ExitCode start() {
        WorkerConfiguration configuration;
        try {
            configuration = ConfigurationFile.read(configurationFile);
        } catch (InvalidConfigurationException e) {
            System.err.println("worker: " + e.getMessage());
            return ExitCode.INVALID_CONFIGURATION;
        } catch (IOException e) {
            System.err.println("worker: cannot read the configuration: " + e);
            return ExitCode.CANNOT_READ_CONFIGURATION;
        }
        if (checkOnly) {
            System.out.println("the configuration in " + configurationFile + " is valid");
            return ExitCode.TASKS_COMPLETE;
        }
        try {
            return run(configuration);
        } catch (IOException e) {
            System.err.println("worker: " + e.getMessage());
            return ExitCode.INTERNAL_ERROR;
        }
    }

    private static ExitCode run(WorkerConfiguration configuration) throws IOException {
        quietLibraries();
        LiveLogServer.limitConnections();
        WorkerConfiguration.LiveLogAddress liveLog = configuration.liveLog();
        try (WorkFolder folder = WorkFolder.take(configuration.workDir());
                LiveLogServer liveLogs =
                        new LiveLogServer(InetAddress.getByName(liveLog.bind()), liveLog.port(), liveLog.publicHost());
                ApiClient api = new ApiClient(
                        configuration.rootUrl().toString(),
                        configuration.apiUrl().map(URI::toString),
                        RetryRule.NEVER,
                        Clock.systemUTC());
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            Services services = new Services(
                    configuration,
                    new ApiQueueClient(api, configuration.identity(), configuration.credentials()),
                    http,
                    new Retries(Backoff.PATIENT),
                    folder,
                    liveLogs,
                    Machine.current(),
                    Clock.systemUTC(),
                    new Shutdown(configuration.shutdownTimeout()),
                    WorkerMain::say);
            ExitCode code = runUntilAskedToStop(new Worker(services), configuration.shutdownTimeout());
            http.shutdownNow();
            return code;
        }
    }

    /**
     * Runs the worker with a hook for SIGTERM and Ctrl-C. The JVM would end with its own code after the hook; so the hook,
     * which runs when the JVM is going down in any case, waits for the worker's end and then ends the JVM with ours.
     */
    private static ExitCode runUntilAskedToStop(Worker worker, Duration shutdownTimeout) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            worker.stop();
            try {
                if (!ended.await(shutdownTimeout.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                    System.err.println("worker: some work was still going on");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(ExitCode.SHUTDOWN.number());
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            ExitCode code = worker.run();
            if (code != ExitCode.SHUTDOWN) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            return code;
        } catch (IllegalStateException e) {
            // The JVM went down just when the worker had ended by itself: the hook ends it.
            return ExitCode.SHUTDOWN;
        } finally {
            ended.countDown();
        }
    }

    /** The client's library logs its retries; the worker says the same in its own words. */
    private static void quietLibraries() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.WARN);
        }
    }

    private static void say(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }

    /** The version that this was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"spotcluster-worker " + Machine.current().workerVersion()};
        }
    }
}
