/** What may be read of tasks and task queues. */
@NullMarked
package io.spotcluster.queue.reading;

import org.jspecify.annotations.NullMarked;
