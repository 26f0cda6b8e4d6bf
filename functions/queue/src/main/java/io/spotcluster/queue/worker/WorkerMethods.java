package io.spotcluster.queue.worker;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Stability;
import java.util.List;
import java.util.regex.Pattern;

/** The methods about workers and the task queues that they work for. */
public final class WorkerMethods {
    private static final String WORKER_TYPES = "/provisioners/<provisionerId>/worker-types";
    private static final String WORKER = "<provisionerId>/<workerType>/<workerGroup>/<workerId>";
    private static final String OF_LIST = " In pages: as long as there is a `continuationToken`, call again with it.";

    private WorkerMethods() {}

    /** In the order of the reference, after those about artifacts. */
    public static List<ApiMethod> ofProvisioners(TaskQueueListings listings) {
        return List.of(
                method("listProvisioners", "Get a list of all active provisioners")
                        .get("/provisioners")
                        .description(
                                "The first halves of the names of task queues that workers serve, whether something"
                                        + " provisions these workers or not." + OF_LIST)
                        .stability(Stability.DEPRECATED)
                        .paged()
                        .scopes("queue:list-provisioners")
                        .output("list-provisioners-response.json")
                        .handler(listings::provisioners),
                method("getProvisioner", "Get an active provisioner")
                        .get("/provisioners/<provisionerId>")
                        .description("What is known of the task queues of one provisioner together.")
                        .stability(Stability.DEPRECATED)
                        .scopes("queue:get-provisioner:<provisionerId>")
                        .output("provisioner-response.json")
                        .handler(listings::getProvisioner));
    }

    /** In the order of the reference, after the counts and lists of tasks. */
    public static List<ApiMethod> declarations(TaskQueueListings listings, WorkerHandlers workers) {
        return List.of(
                method("listWorkerTypes", "Get a list of all active worker-types")
                        .get(WORKER_TYPES)
                        .description("The task queues of one provisioner that workers serve." + OF_LIST)
                        .stability(Stability.DEPRECATED)
                        .paged()
                        .scopes("queue:list-worker-types:<provisionerId>")
                        .output("list-workertypes-response.json")
                        .handler(listings::workerTypes),
                method("getWorkerType", "Get a worker-type")
                        .get(WORKER_TYPES + "/<workerType>")
                        .description("A task queue, under its older name.")
                        .stability(Stability.DEPRECATED)
                        .scopes("queue:get-worker-type:<provisionerId>/<workerType>")
                        .output("workertype-response.json")
                        .handler(listings::getWorkerType),
                method("listTaskQueues", "Get a list of all active task queues")
                        .get("/task-queues")
                        .description("The task queues that workers serve." + OF_LIST)
                        .paged()
                        .scopes("queue:list-task-queues")
                        .output("list-taskqueues-response.json")
                        .handler(listings::taskQueues),
                method("getTaskQueue", "Get a task queue")
                        .get("/task-queues/<taskQueueId>")
                        .description(
                                "When workers of the queue last showed themselves. A queue that none has asked for tasks"
                                        + " for five days is not known any more; its tasks are.")
                        .scopes("queue:get-task-queue:<taskQueueId>")
                        .output("taskqueue-response.json")
                        .handler(listings::getTaskQueue),
                method("listWorkers", "Get a list of all active workers of a workerType")
                        .get(WORKER_TYPES + "/<workerType>/workers")
                        .description(
                                "The workers of a task queue that showed themselves in the last day, and those under"
                                        + " quarantine; only the latter, or all others, with the option `quarantined`. A page"
                                        + " may be shorter than `limit`." + OF_LIST)
                        .stability(Stability.DEPRECATED)
                        .paged()
                        .query("quarantined", Pattern.compile("true|false"))
                        .scopes("queue:list-workers:<provisionerId>/<workerType>")
                        .output("list-workers-response.json")
                        .handler(workers::list),
                method("getWorker", "Get a worker from worker-type")
                        .get(WORKER_TYPES + "/<workerType>/workers/<workerGroup>/<workerId>")
                        .description(
                                "One worker: when it showed itself, what it claimed last, and who put it under quarantine"
                                        + " or released it.")
                        .stability(Stability.DEPRECATED)
                        .scopes("queue:get-worker:" + WORKER)
                        .output("worker-response.json")
                        .handler(workers::get),
                method("quarantineWorker", "Quarantine a worker")
                        .put(WORKER_TYPES + "/<workerType>/workers/<workerGroup>/<workerId>")
                        .description(
                                "Gives the worker no tasks before `quarantineUntil`; a time that has passed releases it. What"
                                        + " it works on is not touched. It stays known as long as it is under quarantine, and"
                                        + " every change is kept for a year, with `quarantineInfo` and who made it.")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes(allOf(scope("queue:quarantine-worker:" + WORKER)))
                        .input("quarantine-worker-request.json")
                        .output("worker-response.json")
                        .handler(workers::quarantine),
                method("declareWorker", "Declare a worker")
                        .put(WORKER_TYPES + "/<workerType>/<workerGroup>/<workerId>")
                        .description(
                                "Tells of a worker, which need not have claimed anything: that it is remembered until"
                                        + " `expires` at least. Each property that is given needs its own scope.")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes(allOf(each("property", "properties", "queue:declare-worker:" + WORKER + "#<property>")))
                        .supplies("properties")
                        .input("update-worker-request.json")
                        .output("worker-response.json")
                        .loading(workers::loadProperties, workers::declare));
    }

    private static ApiMethod.Builder method(String name, String title) {
        return ApiMethod.named(name).title(title).category("Worker Metadata");
    }
}
