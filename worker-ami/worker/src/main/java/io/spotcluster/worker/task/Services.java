package io.spotcluster.worker.task;

import io.spotcluster.worker.configuration.WorkerConfiguration;
import io.spotcluster.worker.files.WorkFolder;
import io.spotcluster.worker.log.LiveLogServer;
import io.spotcluster.worker.queue.QueueClient;
import io.spotcluster.worker.retry.Retries;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What all runs of a worker share.
 *
 * @param http for downloads and uploads
 * @param console takes the worker's own lines, for whoever operates it
 */
public record Services(
        WorkerConfiguration configuration,
        QueueClient queue,
        HttpClient http,
        Retries retries,
        WorkFolder folder,
        LiveLogServer liveLogs,
        Machine machine,
        Clock clock,
        Shutdown shutdown,
        Consumer<String> console) {}
