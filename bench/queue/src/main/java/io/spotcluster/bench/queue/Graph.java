package io.spotcluster.bench.queue;

import io.spotcluster.base.Slug;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Tasks in an order in which they can be created.
 *
 * @param waves tasks that may be created at the same time, after all those before
 */
record Graph(List<List<Node>> waves) {
    record Node(String taskId, List<String> dependencies) {}

    /** How tasks hang together; about two dependencies a task in either. */
    enum Shape {
        /** Ten layers; between two of them a task that waits for all of one, and for which all of the next wait. */
        LAYERS {
            @Override
            Graph of(int size) {
                int width = Math.max(1, size / 10);
                List<List<Node>> waves = new ArrayList<>();
                List<String> join = List.of();
                int count = 0;
                while (count < size) {
                    List<Node> layer = new ArrayList<>();
                    while (layer.size() < Math.min(width - 1, size - count)) {
                        layer.add(new Node(Slug.nice(), join));
                    }
                    count += layer.size();
                    waves.add(layer);
                    if (count < size) {
                        Node next = new Node(
                                Slug.nice(), layer.stream().map(Node::taskId).toList());
                        waves.add(List.of(next));
                        join = List.of(next.taskId());
                        count++;
                    }
                }
                return new Graph(waves);
            }
        },
        /** Each task depends on up to four earlier ones, whichever. */
        RANDOM {
            @Override
            Graph of(int size) {
                Random random = new Random(size);
                List<List<Node>> waves = new ArrayList<>();
                List<String> earlier = new ArrayList<>();
                while (earlier.size() < size) {
                    List<Node> wave = new ArrayList<>();
                    int count = Math.min(Math.max(1, size / 20), size - earlier.size());
                    for (int i = 0; i < count; i++) {
                        int edges = earlier.isEmpty() ? 0 : random.nextInt(5);
                        wave.add(new Node(
                                Slug.nice(),
                                random.ints(edges, 0, Math.max(1, earlier.size()))
                                        .distinct()
                                        .mapToObj(earlier::get)
                                        .toList()));
                    }
                    wave.forEach(node -> earlier.add(node.taskId()));
                    waves.add(wave);
                }
                return new Graph(waves);
            }
        };

        abstract Graph of(int size);
    }

    int size() {
        return waves.stream().mapToInt(List::size).sum();
    }

    long edges() {
        return nodes().mapToLong(node -> node.dependencies().size()).sum();
    }

    Stream<Node> nodes() {
        return waves.stream().flatMap(List::stream);
    }
}
