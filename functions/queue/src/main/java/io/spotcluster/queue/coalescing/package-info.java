/** Of tasks that wait in one stack, only the newest one is run: the others are superseded by it. */
@NullMarked
package io.spotcluster.queue.coalescing;

import org.jspecify.annotations.NullMarked;
