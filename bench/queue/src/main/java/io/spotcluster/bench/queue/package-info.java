/** Benches of the queue in one process: costs by the meter, graphs, contended claims. */
@NullMarked
package io.spotcluster.bench.queue;

import org.jspecify.annotations.NullMarked;
