/** The change feed's reader: it guarantees every hint, and does all that follows from a task's transitions. */
@NullMarked
package io.spotcluster.queue.feed;

import org.jspecify.annotations.NullMarked;
