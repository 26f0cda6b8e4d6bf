package io.spotcluster.infra.functions;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Services;
import io.spotcluster.infra.configuration.Size;
import io.spotcluster.infra.data.DataStack;
import io.spotcluster.infra.workers.WorkersStack;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sqs.IQueue;

/**
 * What functions stand on. It grows from stack to stack; a function that asks for what comes later than its own stack is a
 * mistake of the catalogue, and stops the synthesis.
 *
 * @param machines whether the deployment keeps some
 */
public record Ground(
        String deployment,
        Size size,
        Services services,
        boolean machines,
        FunctionPackage functionPackage,
        DataStack data,
        Optional<Messages> messages,
        Optional<Front> front) {
    /** Made by the events stack. */
    public record Messages(IEventBus bus, Map<QueueDefinition, ? extends IQueue> queues) {}

    /**
     * Made by the API stack.
     *
     * @param apiUrl of the HTTP API, past the front
     * @param signer signs URLs of blobs
     */
    public record Front(String rootUrl, String apiUrl, IRole signer) {}

    public static Ground on(
            Configuration configuration, Services services, FunctionPackage functionPackage, DataStack data) {
        return new Ground(
                configuration.deployment(),
                configuration.size(),
                services,
                configuration.workers().isPresent(),
                functionPackage,
                data,
                Optional.empty(),
                Optional.empty());
    }

    public Ground with(Messages made) {
        return new Ground(deployment, size, services, machines, functionPackage, data, Optional.of(made), front);
    }

    public Ground with(Front made) {
        return new Ground(deployment, size, services, machines, functionPackage, data, messages, Optional.of(made));
    }

    ITable table(TableDefinition definition) {
        return data.table(definition);
    }

    /** The ARN of the stream of a table that has a feed. */
    public String stream(TableDefinition definition) {
        return Objects.requireNonNull(table(definition).getTableStreamArn(), definition.name() + " has no feed");
    }

    public IQueue queue(QueueDefinition definition) {
        IQueue queue = messages.orElseThrow(missing("work queues")).queues().get(definition);
        if (queue == null) {
            throw new IllegalStateException("the catalogue has no work queue " + definition.name());
        }
        return queue;
    }

    IBucket blobs() {
        return data.blobs();
    }

    IEventBus bus() {
        return messages.orElseThrow(missing("the event bus")).bus();
    }

    IKey tokenKey() {
        return data.tokenKey();
    }

    String rootTokenArn() {
        return data.rootTokenArn();
    }

    /** The secret as whom the machines claim; absent, if the deployment keeps none. No export, or it could not go with them. */
    Optional<String> workerSecretArn() {
        return machines ? Optional.of(secretArn(WorkersStack.secretName(deployment))) : Optional.empty();
    }

    /** The secret with the services' secrets; absent, if there are none. */
    Optional<String> configuredSecretsArn() {
        return services.secrets().isEmpty()
                ? Optional.empty()
                : Optional.of(secretArn(Services.secretName(deployment)));
    }

    /** AWS puts six characters after the name. */
    private String secretArn(String name) {
        return "arn:%s:secretsmanager:%s:%s:secret:%s-??????"
                .formatted(data.getPartition(), data.getRegion(), data.getAccount(), name);
    }

    IRole signer() {
        return front.orElseThrow(missing("the role that signs URLs")).signer();
    }

    String rootUrl() {
        return front.orElseThrow(missing("the root URL")).rootUrl();
    }

    String apiUrl() {
        return front.orElseThrow(missing("the HTTP API")).apiUrl();
    }

    private static Supplier<IllegalStateException> missing(String what) {
        return () -> new IllegalStateException("a function uses %s, which a later stack makes".formatted(what));
    }
}
