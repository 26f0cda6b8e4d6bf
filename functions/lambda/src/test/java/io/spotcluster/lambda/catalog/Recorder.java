package io.spotcluster.lambda.catalog;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import io.spotcluster.ports.queue.QueueDefinition;
import io.spotcluster.ports.queue.Received;
import io.spotcluster.ports.queue.WorkQueues;
import io.spotcluster.ports.table.ChangeFeed;
import io.spotcluster.ports.table.Condition;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import io.spotcluster.ports.table.Page;
import io.spotcluster.ports.table.Query;
import io.spotcluster.ports.table.TableDefinition;
import io.spotcluster.ports.table.Tables;
import io.spotcluster.ports.table.Write;
import io.spotcluster.ports.table.WriteOutcome;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Notes what is done at the ports, in the words of the catalogue: {@code table action}. */
final class Recorder {
    final Set<String> done = new ConcurrentSkipListSet<>();

    /** As if the process died each time when the truth was written and its hints were not. */
    private boolean losesHints;

    void loseHints(boolean lose) {
        losesHints = lose;
    }

    static String of(TableDefinition table, TableAction action) {
        return table.name() + " " + action;
    }

    static String of(BlobAction action) {
        return "blobs " + action;
    }

    static String sending(QueueDefinition queue) {
        return queue.name() + " SEND";
    }

    static final String SIGNING = "blobs SIGN";
    static final String PUBLISHING = "events PUBLISH";

    private void note(TableDefinition table, TableAction... actions) {
        Arrays.stream(actions).forEach(action -> done.add(of(table, action)));
    }

    private void note(Write write) {
        note(
                write.table(),
                switch (write) {
                    case Write.Put _ -> TableAction.PUT;
                    case Write.Delete _ -> TableAction.DELETE;
                });
    }

    /** Several hints without a condition are written in a batch, others by a call of their own: so does the adapter for DynamoDB. */
    private void noteHints(List<Write> hints) {
        long unconditional = hints.stream().filter(Recorder::isUnconditional).count();
        for (Write hint : hints) {
            if (unconditional > 1 && isUnconditional(hint)) {
                note(hint.table(), TableAction.WRITE_MANY);
            } else {
                note(hint);
            }
        }
    }

    private static boolean isUnconditional(Write hint) {
        return hint.condition() instanceof Condition.Always;
    }

    Tables tables(Tables tables) {
        return new RecordedTables(tables);
    }

    private final class RecordedTables implements Tables {
        private final Tables tables;

        RecordedTables(Tables tables) {
            this.tables = tables;
        }

        @Override
        public Optional<Item> get(TableDefinition table, Key key) {
            note(table, TableAction.GET);
            return tables.get(table, key);
        }

        @Override
        public Map<Key, Item> getAll(TableDefinition table, List<Key> keys) {
            note(table, TableAction.GET_MANY);
            return tables.getAll(table, keys);
        }

        @Override
        public Page query(TableDefinition table, Query query) {
            note(table, TableAction.QUERY);
            return tables.query(table, query);
        }

        @Override
        public WriteOutcome write(Write write) {
            note(write);
            return tables.write(write);
        }

        @Override
        public WriteOutcome write(Write truth, List<Write> hints) {
            note(truth);
            noteHints(hints);
            return losesHints ? tables.write(truth) : tables.write(truth, hints);
        }

        @Override
        public void writeHints(List<Write> hints) {
            noteHints(hints);
            tables.writeHints(hints);
        }

        @Override
        public ChangeFeed feed(TableDefinition table) {
            throw new UnsupportedOperationException("functions are handed the records of a feed");
        }

        @Override
        public void close() {
            tables.close();
        }
    }

    WorkQueues queues(WorkQueues queues) {
        return new WorkQueues() {
            @Override
            public void send(QueueDefinition queue, String body, Duration delay) {
                done.add(sending(queue));
                queues.send(queue, body, delay);
            }

            @Override
            public List<Received> receive(QueueDefinition queue, int limit, Duration wait) {
                throw new UnsupportedOperationException("functions are handed the messages of a queue");
            }

            @Override
            public void delete(QueueDefinition queue, Received message) {
                throw new UnsupportedOperationException("the event source deletes what is done");
            }

            @Override
            public void release(QueueDefinition queue, Received message, Duration delay) {
                throw new UnsupportedOperationException("the event source releases what failed");
            }

            @Override
            public List<Received> deadLetters(QueueDefinition queue, int limit) {
                throw new UnsupportedOperationException("no function reads dead letters");
            }

            @Override
            public void close() {
                queues.close();
            }
        };
    }

    Blobs blobs(Blobs blobs) {
        return new Blobs() {
            @Override
            public URI signedPut(BlobKey key, String contentType, Duration valid) {
                done.add(SIGNING);
                return blobs.signedPut(key, contentType, valid);
            }

            @Override
            public URI signedGet(BlobKey key, Duration valid) {
                done.add(SIGNING);
                return blobs.signedGet(key, valid);
            }

            @Override
            public Optional<BlobMetadata> head(BlobKey key) {
                done.add(of(BlobAction.GET));
                return blobs.head(key);
            }

            @Override
            public void put(BlobKey key, String contentType, Bytes content) {
                done.add(of(BlobAction.PUT));
                blobs.put(key, contentType, content);
            }

            @Override
            public Optional<Bytes> get(BlobKey key) {
                done.add(of(BlobAction.GET));
                return blobs.get(key);
            }

            @Override
            public boolean copy(BlobKey from, BlobKey to) {
                done.add(of(BlobAction.GET));
                done.add(of(BlobAction.PUT));
                return blobs.copy(from, to);
            }

            @Override
            public void delete(BlobKey key) {
                done.add(of(BlobAction.DELETE));
                blobs.delete(key);
            }

            @Override
            public void close() {
                blobs.close();
            }
        };
    }
}
