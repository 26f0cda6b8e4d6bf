package io.spotcluster.queue;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.events.EventSink;
import io.spotcluster.base.Slug;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.queue.artifacts.ArtifactFeed;
import io.spotcluster.queue.artifacts.ArtifactStore;
import io.spotcluster.queue.artifacts.CreateArtifact;
import io.spotcluster.queue.artifacts.ObjectArtifacts;
import io.spotcluster.queue.artifacts.ObjectService;
import io.spotcluster.queue.artifacts.ReadArtifacts;
import io.spotcluster.queue.claim.ClaimHandlers;
import io.spotcluster.queue.claim.ClaimTerms;
import io.spotcluster.queue.claim.CredentialsIssuer;
import io.spotcluster.queue.claim.InProcessSignal;
import io.spotcluster.queue.claim.Redelivery;
import io.spotcluster.queue.claim.WorkClaimer;
import io.spotcluster.queue.creation.CreationHandlers;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.feed.FeedWorker;
import io.spotcluster.queue.feed.TaskFeed;
import io.spotcluster.queue.group.GroupHandlers;
import io.spotcluster.queue.group.GroupStore;
import io.spotcluster.queue.reading.Backlog;
import io.spotcluster.queue.reading.QueueCounts;
import io.spotcluster.queue.reading.TaskHandlers;
import io.spotcluster.queue.reading.TaskPages;
import io.spotcluster.queue.reading.TaskQueueHandlers;
import io.spotcluster.queue.timer.Sweeper;
import io.spotcluster.queue.timer.TimerActions;
import io.spotcluster.queue.timer.Timers;
import io.spotcluster.queue.transition.TransitionHandlers;
import io.spotcluster.queue.truth.DefinitionStore;
import io.spotcluster.queue.truth.Hints;
import io.spotcluster.queue.truth.PendingSignal;
import io.spotcluster.queue.truth.TaskTruth;
import io.spotcluster.queue.truth.WholeTasks;
import io.spotcluster.queue.worker.Sightings;
import io.spotcluster.queue.worker.TaskQueueListings;
import io.spotcluster.queue.worker.WorkerHandlers;
import io.spotcluster.queue.worker.WorkerStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The queue, wired. Whoever runs it must see to four loops: {@code feed} is given every record of the change feeds of {@link
 * io.spotcluster.queue.tables.QueueTables#TASKS} and {@link io.spotcluster.queue.tables.QueueTables#GROUPS}, {@code sweeper}
 * sweeps at least once a minute, and {@code worker} is given every message of {@link FeedWork#QUEUE}.
 *
 * @param api the declarations of the service
 * @param backlog for who watches what waits
 */
public record QueueService(Service api, TaskFeed feed, Sweeper sweeper, FeedWorker worker, Backlog backlog) {
    /**
     * What the queue stands on.
     *
     * @param issuer signs the credentials of claimed tasks
     * @param events takes the queue's events
     * @param objects holds the bytes of some artifacts; without it there are none of storage type "object"
     */
    public record Ground(
            Tables tables,
            WorkQueues work,
            Blobs blobs,
            CredentialsIssuer issuer,
            EventSink events,
            Optional<ObjectService> objects,
            Clock clock) {
        /** Without an object service. */
        public Ground(
                Tables tables, WorkQueues work, Blobs blobs, CredentialsIssuer issuer, EventSink events, Clock clock) {
            this(tables, work, blobs, issuer, events, Optional.empty(), clock);
        }
    }

    public static QueueService create(QueueConfiguration configuration, Ground ground) {
        return create(configuration, ground, new QueueParts());
    }

    static QueueService create(QueueConfiguration configuration, Ground ground, QueueParts parts) {
        Clock clock = ground.clock();
        Tables tables = ground.tables();
        PendingSignal signal = configuration.claimWait().isZero() ? PendingSignal.NONE : new InProcessSignal();
        Hints hints = new Hints(configuration.pendingShards());
        Supplier<String> nonces = () -> Slug.encode(UUID.randomUUID());
        TaskTruth truth = parts.truth(tables, hints, signal, clock, nonces);
        DefinitionStore definitions =
                new DefinitionStore(tables, ground.blobs(), clock, configuration.definitionMemory());
        GroupStore groups = new GroupStore(tables);
        Timers timers = new Timers(tables, clock);
        ArtifactStore artifacts = new ArtifactStore(tables, ground.blobs(), timers, nonces);
        TaskPages pages = new TaskPages(tables, truth, definitions);
        ClaimTerms terms = new ClaimTerms(configuration.claimTimeout(), ground.issuer(), clock);
        ObjectArtifacts objects = new ObjectArtifacts(ground.objects(), ground.issuer(), clock);
        WorkerStore workers = new WorkerStore(tables);
        Sightings sightings = new Sightings(workers, configuration.workersSeenEvery(), clock);
        WholeTasks tasks = new WholeTasks(tables, truth, definitions);
        WorkClaimer claimer = parts.claimer(
                tables, truth, tasks, terms, configuration.pendingShards(), configuration.taskQueueRules(), clock);
        Service api = QueueApi.of(new QueueApi.Handlers(
                new TaskHandlers(truth, definitions, pages),
                new GroupHandlers(groups, truth, pages, clock),
                new CreationHandlers(
                        truth,
                        definitions,
                        groups,
                        clock,
                        new CreationHandlers.Limits(configuration.longestDeadline(), configuration.mostDependencies()),
                        configuration.retention()),
                new TransitionHandlers(truth),
                new ClaimHandlers(
                        claimer,
                        new Redelivery(tables, truth, definitions, configuration.taskQueueRules(), clock),
                        truth,
                        definitions,
                        terms,
                        tasks,
                        sightings,
                        signal,
                        configuration.claimWait()),
                new CreateArtifact(artifacts, truth, definitions, configuration.retention(), objects, clock),
                new ReadArtifacts(artifacts, truth, objects, clock),
                new TaskQueueHandlers(
                        pages,
                        new QueueCounts(tables, configuration.pendingShards(), clock),
                        configuration.pendingShards()),
                new TaskQueueListings(workers),
                new WorkerHandlers(workers, sightings, clock)));
        TaskFeed feed = parts.feed(
                tables,
                parts.guarantee(tables, truth, hints, timers, signal),
                definitions,
                parts.dependencies(tables, truth),
                groups,
                parts.groupCheck(tables, truth),
                new ArtifactFeed(artifacts, truth, definitions),
                parts.stacks(tables, truth, clock),
                ground.events(),
                ground.work());
        TimerActions timerActions = parts.timerActions(tables, timers, truth, ground.blobs(), artifacts::needs);
        Sweeper sweeper = parts.sweeper(
                tables,
                timers,
                timerActions,
                (key, _) -> ground.work().send(FeedWork.QUEUE, new FeedWork.Timer(key).toJson(), Duration.ZERO));
        return new QueueService(
                api,
                feed,
                sweeper,
                new FeedWorker(feed, timerActions),
                new Backlog(tables, configuration.pendingShards()));
    }
}
