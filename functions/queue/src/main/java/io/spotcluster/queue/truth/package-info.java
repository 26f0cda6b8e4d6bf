/** One truth for each task, written on condition, and the hints that follow from it. */
@NullMarked
package io.spotcluster.queue.truth;

import org.jspecify.annotations.NullMarked;
