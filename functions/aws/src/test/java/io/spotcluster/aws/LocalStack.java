package io.spotcluster.aws;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** LocalStack, a second AWS stand-in, in a container: one for all tests of a run, wherever a Docker engine answers. */
public final class LocalStack implements AwsStandIn {
    private static final int PORT = 4566;

    @Override
    public Optional<String> missing() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("LocalStack needs a Docker engine, and none answers");
    }

    @Override
    public URI endpoint(ExtensionContext context) {
        GenericContainer<?> container = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, _ -> start(), Running.class)
                .container();
        return URI.create("http://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT)));
    }

    private static Running start() {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("localstack/localstack:4.7.0"))
                .withExposedPorts(PORT)
                .withEnv("SERVICES", "dynamodb,dynamodbstreams,sqs,s3,sts,kms,events")
                .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
        container.start();
        return new Running(container);
    }

    private record Running(GenericContainer<?> container) implements AutoCloseable {
        @Override
        public void close() {
            container.stop();
        }
    }
}
