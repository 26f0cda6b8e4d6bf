/** Dependencies between tasks: what waits for what, and what may be scheduled. They are the change feed's alone. */
@NullMarked
package io.spotcluster.queue.dependency;

import org.jspecify.annotations.NullMarked;
