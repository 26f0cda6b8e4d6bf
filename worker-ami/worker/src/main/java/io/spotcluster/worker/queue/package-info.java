/** The queue as a worker sees it: the few calls of its public API, with their documents as records. */
@NullMarked
package io.spotcluster.worker.queue;

import org.jspecify.annotations.NullMarked;
