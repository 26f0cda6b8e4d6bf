package io.spotcluster.lambda.catalog;

import static io.spotcluster.lambda.catalog.TableAction.DELETE;
import static io.spotcluster.lambda.catalog.TableAction.GET;
import static io.spotcluster.lambda.catalog.TableAction.GET_MANY;
import static io.spotcluster.lambda.catalog.TableAction.PUT;
import static io.spotcluster.lambda.catalog.TableAction.QUERY;
import static io.spotcluster.lambda.catalog.TableAction.WRITE_MANY;

import io.spotcluster.auth.tables.AuthTables;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.queue.feed.FeedWork;
import io.spotcluster.queue.tables.QueueTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every function of a deployment, and everything that they use. All of them run the same package: {@link
 * Variable.Function} says which one a process is. What is declared here is held against what the functions do by {@code
 * FunctionCatalogTest}.
 */
public final class FunctionCatalog {
    /** API Gateway gives up after 30 seconds. */
    private static final Duration REQUEST = Duration.ofSeconds(29);

    /** A whole processor: requests are short, and what they cost hardly depends on it. */
    private static final int REQUEST_MEMORY = 1769;

    private static final int BACKGROUND_MEMORY = 1024;

    /** Who calls, and the note of a client's last use. */
    private static final List<Use> AUTHENTICATION = List.of(
            table(AuthTables.CLIENTS, GET, PUT),
            table(AuthTables.ROLES, GET, GET_MANY),
            new Use.OfTokenKey(Set.of(KeyAction.DECRYPT)));

    public static final FunctionDefinition AUTH_API = new FunctionDefinition(
            "auth-api",
            "Answers the API of auth: clients, roles, scopes and credentials.",
            Trigger.Http.service("auth"),
            REQUEST_MEMORY,
            REQUEST,
            List.of(
                    table(AuthTables.CLIENTS, GET, QUERY, PUT, DELETE),
                    table(AuthTables.ROLES, GET, GET_MANY, PUT, DELETE, WRITE_MANY),
                    table(AuthTables.AUDIT, QUERY, WRITE_MANY),
                    new Use.OfTokenKey(Set.of(KeyAction.DECRYPT)),
                    new Use.OfConfiguredSecrets(),
                    new Use.OfConfiguredRoles()));

    public static final FunctionDefinition LOGIN_API = new FunctionDefinition(
            "login-api",
            "Answers the API of sign-in: credentials for who shows an ID token of a configured provider.",
            Trigger.Http.service("login"),
            REQUEST_MEMORY,
            REQUEST,
            with(AUTHENTICATION, new Use.OfConfiguredSecrets()));

    public static final FunctionDefinition REFERENCES = new FunctionDefinition(
            "references",
            "Answers with the references, schemas and OpenAPI documents of all services. It may do nothing else.",
            new Trigger.Http(Map.of("references", "/references", "schemas", "/schemas")),
            BACKGROUND_MEMORY,
            REQUEST,
            List.of());

    public static final FunctionDefinition AUTH_CHORES = new FunctionDefinition(
            "auth-chores",
            "Deletes clients that have expired, and keys of Sentry that are over.",
            new Trigger.Schedule(Duration.ofHours(1)),
            BACKGROUND_MEMORY,
            Duration.ofMinutes(5),
            List.of(
                    table(AuthTables.CLIENTS, GET, QUERY, DELETE),
                    table(AuthTables.AUDIT, WRITE_MANY),
                    new Use.OfTokenKey(Set.of(KeyAction.DECRYPT)),
                    new Use.OfConfiguredSecrets()));

    public static final FunctionDefinition QUEUE_API = new FunctionDefinition(
            "queue-api",
            "Answers the API of the queue: tasks, claims, artifacts and task groups.",
            Trigger.Http.service("queue"),
            REQUEST_MEMORY,
            REQUEST,
            with(
                    AUTHENTICATION,
                    table(QueueTables.TASKS, GET, GET_MANY, QUERY, PUT, DELETE),
                    table(QueueTables.PENDING, QUERY, PUT, DELETE),
                    table(QueueTables.CLAIMED, QUERY, PUT, DELETE),
                    table(QueueTables.EDGES, QUERY),
                    table(QueueTables.GROUPS, GET, QUERY, PUT, DELETE),
                    table(QueueTables.TIMERS, GET, PUT),
                    table(QueueTables.WORKERS, GET, QUERY, PUT),
                    new Use.OfBlobs(Set.of(BlobAction.GET, BlobAction.PUT)),
                    new Use.OfSignedUrls()));

    public static final FunctionDefinition QUEUE_TASK_FEED = new FunctionDefinition(
            "queue-task-feed",
            "Follows the transitions of tasks: hints, dependencies, groups and events.",
            new Trigger.Feed(QueueTables.TASKS, 100, Duration.ZERO),
            BACKGROUND_MEMORY,
            Duration.ofMinutes(2),
            List.of(
                    table(QueueTables.TASKS, GET, GET_MANY, PUT),
                    table(QueueTables.PENDING, GET_MANY, PUT),
                    table(QueueTables.CLAIMED, GET_MANY, PUT),
                    table(QueueTables.EDGES, QUERY, PUT, DELETE, WRITE_MANY),
                    table(QueueTables.GROUPS, GET, QUERY, DELETE),
                    table(QueueTables.TIMERS, GET, PUT),
                    new Use.OfQueue(FeedWork.QUEUE),
                    new Use.OfEvents(),
                    new Use.OfBlobs(Set.of(BlobAction.GET))));

    public static final FunctionDefinition QUEUE_GROUP_FEED = new FunctionDefinition(
            "queue-group-feed",
            "Tells of task groups that were sealed or reprioritized.",
            new Trigger.Feed(QueueTables.GROUPS, 100, Duration.ZERO),
            BACKGROUND_MEMORY,
            Duration.ofMinutes(1),
            List.of(new Use.OfQueue(FeedWork.QUEUE), new Use.OfEvents()));

    public static final FunctionDefinition QUEUE_WORK = new FunctionDefinition(
            "queue-work",
            "Does what feeds and sweeper left to the queue's work queue: many edges, parked records and timers.",
            new Trigger.Work(FeedWork.QUEUE, 10),
            BACKGROUND_MEMORY,
            // A sixth of the queue's visibility, as Lambda recommends.
            FeedWork.QUEUE.visibility().dividedBy(6),
            List.of(
                    table(QueueTables.TASKS, GET, GET_MANY, PUT),
                    table(QueueTables.PENDING, GET_MANY, PUT, DELETE),
                    table(QueueTables.CLAIMED, GET_MANY, PUT, DELETE),
                    table(QueueTables.EDGES, QUERY, PUT, DELETE, WRITE_MANY),
                    table(QueueTables.GROUPS, GET, QUERY, DELETE),
                    table(QueueTables.TIMERS, GET, PUT),
                    new Use.OfQueue(FeedWork.QUEUE),
                    new Use.OfEvents(),
                    new Use.OfBlobs(Set.of(BlobAction.GET, BlobAction.DELETE))));

    public static final FunctionDefinition QUEUE_SWEEPER = new FunctionDefinition(
            "queue-sweeper",
            "Acts on timers that are due: claims and deadlines that ran out, blobs to delete.",
            new Trigger.Schedule(Duration.ofMinutes(1)),
            BACKGROUND_MEMORY,
            Duration.ofMinutes(5),
            List.of(
                    table(QueueTables.TASKS, GET, GET_MANY, PUT),
                    table(QueueTables.PENDING, PUT, DELETE),
                    table(QueueTables.CLAIMED, DELETE),
                    table(QueueTables.GROUPS, DELETE),
                    table(QueueTables.TIMERS, GET, QUERY, PUT),
                    new Use.OfBlobs(Set.of(BlobAction.DELETE)),
                    new Use.OfQueue(FeedWork.QUEUE)));

    public static final FunctionDefinition QUEUE_METRICS = new FunctionDefinition(
            "queue-metrics",
            "Counts what waits in the task queues, for CloudWatch.",
            new Trigger.Schedule(Duration.ofMinutes(1)),
            BACKGROUND_MEMORY,
            Duration.ofSeconds(50),
            List.of(table(QueueTables.WORKERS, QUERY), table(QueueTables.PENDING, QUERY)));

    public static final FunctionDefinition SETUP = new FunctionDefinition(
            "setup",
            "Makes what must be there before the first request: the key of access tokens, static clients, default roles, the worker's credentials.",
            new Trigger.Deployment(),
            BACKGROUND_MEMORY,
            Duration.ofMinutes(2),
            List.of(
                    // Static clients that are not configured any more are deleted.
                    table(AuthTables.CLIENTS, GET, QUERY, PUT, DELETE),
                    table(AuthTables.ROLES, GET, GET_MANY, PUT, DELETE),
                    table(AuthTables.AUDIT, WRITE_MANY),
                    new Use.OfTokenKey(Set.of(KeyAction.DECRYPT, KeyAction.GENERATE)),
                    new Use.OfRootToken(),
                    new Use.OfConfiguredSecrets(),
                    new Use.OfWorkerSecret()));

    public static final List<FunctionDefinition> ALL = List.of(
            AUTH_API,
            LOGIN_API,
            QUEUE_API,
            REFERENCES,
            QUEUE_TASK_FEED,
            QUEUE_GROUP_FEED,
            QUEUE_WORK,
            QUEUE_SWEEPER,
            QUEUE_METRICS,
            AUTH_CHORES,
            SETUP);

    /** Every table of a deployment. */
    public static final List<TableDefinition> TABLES = concatenated(AuthTables.ALL, QueueTables.ALL);

    /** Every work queue of a deployment; each has a queue for its dead letters beside it. */
    public static final List<QueueDefinition> WORK_QUEUES = List.of(FeedWork.QUEUE);

    private FunctionCatalog() {}

    private static Use table(TableDefinition table, TableAction... actions) {
        return new Use.OfTable(table, Set.of(actions));
    }

    private static List<Use> with(List<Use> common, Use... more) {
        return concatenated(common, List.of(more));
    }

    private static <T> List<T> concatenated(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
