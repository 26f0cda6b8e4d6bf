/** What the queue tells the world: its exchanges, and the events that follow from what a task was and what it became. */
@NullMarked
package io.spotcluster.queue.events;

import org.jspecify.annotations.NullMarked;
