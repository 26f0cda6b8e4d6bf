package io.spotcluster.lambda.sources;

import io.spotcluster.api.json.Json;
import io.spotcluster.aws.dynamodb.StreamEvent;
import io.spotcluster.ports.table.Change;
import io.spotcluster.ports.table.FeedBatch;
import io.spotcluster.ports.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the batches of a table's stream. A stream's shard goes on only when a batch is done with, so a record that keeps
 * failing is parked, and after a failure that passes the stream is told again from there on.
 */
public final class FeedFunction implements LambdaFunction {
    private static final Logger LOG = LoggerFactory.getLogger(FeedFunction.class);

    private final TableDefinition table;
    private final FeedBatch.Handler handler;

    public FeedFunction(TableDefinition table, FeedBatch.Handler handler) {
        this.table = table;
        this.handler = handler;
    }

    @Override
    public byte[] answer(byte[] event) {
        List<StreamEvent.Told> records =
                StreamEvent.read(table, Json.MAPPER.readTree(event)).records();
        List<Change> changes = new ArrayList<>();
        List<String> sequences = new ArrayList<>();
        for (StreamEvent.Told told : records) {
            told.change().ifPresent(change -> {
                changes.add(change);
                sequences.add(told.sequence());
            });
        }
        Optional<FeedBatch.Failure> failure = handle(changes);
        failure.ifPresent(first -> LOG.warn(
                "the feed of {} is read again from record {} of {} on",
                table.name(),
                first.index() + 1,
                changes.size(),
                first.cause()));
        return BatchAnswer.failures(
                failure.map(first -> sequences.get(first.index())).stream().toList());
    }

    private Optional<FeedBatch.Failure> handle(List<Change> changes) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return new FeedBatch(handler, executor).handle(changes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; the whole batch comes again", e);
        }
    }
}
