package io.spotcluster.infra.events;

import io.spotcluster.infra.api.ApiStack;
import io.spotcluster.infra.functions.Ground;
import io.spotcluster.infra.functions.PlatformFunction;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.ports.queue.QueueDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** The bus, the work queues, and the functions that follow feeds, queues and the clock. */
public final class EventsStack extends Stack {
    private final Ground.Messages messages;
    private final List<WorkQueue> workQueues = new ArrayList<>();
    private final List<PlatformFunction> functions = new ArrayList<>();

    public EventsStack(Construct scope, String id, StackProps props, Ground ground) {
        super(scope, id, props);
        EventBus bus = EventBus.Builder.create(this, "Bus")
                .eventBusName(ground.deployment())
                .description("What happened to tasks: see docs/reference/events.md")
                .build();
        RemovalPolicy removal = ground.size().keepsData() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
        Map<QueueDefinition, IQueue> queues = new LinkedHashMap<>();
        for (QueueDefinition definition : FunctionCatalog.WORK_QUEUES) {
            WorkQueue made = new WorkQueue(this, definition, ground.deployment(), removal);
            workQueues.add(made);
            queues.put(definition, made.queue());
        }
        messages = new Ground.Messages(bus, queues);
        Ground whole = ground.with(messages);
        for (FunctionDefinition definition : FunctionCatalog.ALL) {
            if (!ApiStack.belongsHere(definition)) {
                PlatformFunction function = new PlatformFunction(this, definition, whole);
                Triggers.attach(function, whole);
                functions.add(function);
            }
        }
    }

    public Ground.Messages messages() {
        return messages;
    }

    public List<WorkQueue> workQueues() {
        return List.copyOf(workQueues);
    }

    public List<PlatformFunction> functions() {
        return List.copyOf(functions);
    }
}
