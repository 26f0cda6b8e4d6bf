package io.spotcluster.local;

import io.spotcluster.api.client.ApiCall;
import io.spotcluster.api.client.ApiClient;
import io.spotcluster.local.server.LocalServer;
import io.spotcluster.local.server.LocalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does once what the server and the workers do, so that the virtual machine can record which classes that takes. */
@Command(name = "train", hidden = true, description = "Fills a start-up cache; part of the build.")
final class TrainCommand implements Callable<Integer> {
    /** Whose start-up is recorded. */
    enum Role {
        LOCAL,
        WORKER
    }

    @Option(names = "--data", required = true, paramLabel = "DIR")
    private Path data = Path.of("");

    @Option(names = "--role", required = true, paramLabel = "local|worker")
    private Role role = Role.LOCAL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.alsoTo(data.resolve("training.log"));
        LocalSettings settings = LocalSettings.onFreePort(data, 0);
        try (LocalServer server = LocalServer.start(settings, Clock.systemUTC());
                ApiClient client = ApiClient.of(server.rootUrl())) {
            switch (role) {
                case LOCAL -> client.call(ApiCall.get("auth", "scopes", "current"), server.root());
                case WORKER -> client.call(ApiCall.get("auth", "ping"));
            }
        }
        return 0;
    }
}
