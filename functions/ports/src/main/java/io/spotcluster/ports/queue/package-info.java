/** Work that may be retried: at least once, with delay, visibility and dead letters. */
@NullMarked
package io.spotcluster.ports.queue;

import org.jspecify.annotations.NullMarked;
