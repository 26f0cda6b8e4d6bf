/** Workers and task queues as the queue knows them: from their claims, and from what is declared about them. */
@NullMarked
package io.spotcluster.queue.worker;

import org.jspecify.annotations.NullMarked;
