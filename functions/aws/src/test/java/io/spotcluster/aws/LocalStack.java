package io.spotcluster.aws;

import static org.junit.jupiter.api.Assumptions.abort;

import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * LocalStack, a second AWS stand-in, in a container: one for all tests of a run, wherever a Docker engine answers. Elsewhere
 * the tests that need it are skipped.
 */
public final class LocalStack implements AutoCloseable {
    private static final int PORT = 4566;

    private final GenericContainer<?> container;

    private LocalStack(GenericContainer<?> container) {
        this.container = container;
    }

    /** Where it answers. It is started for the first test that asks, and stopped after the last test of the run. */
    public static URI endpoint(ExtensionContext context) {
        GenericContainer<?> container = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(LocalStack.class, _ -> start(), LocalStack.class)
                .container;
        return URI.create("http://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT)));
    }

    private static LocalStack start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            System.err.println("SKIPPED the tests on LocalStack: no Docker engine answers");
            return abort("no Docker engine answers");
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("localstack/localstack:4.7.0"))
                .withExposedPorts(PORT)
                .withEnv("SERVICES", "dynamodb,dynamodbstreams")
                .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
        container.start();
        return new LocalStack(container);
    }

    @Override
    public void close() {
        container.stop();
    }
}
