/** How long tasks and artifacts are kept, where an operator has set limits. */
@NullMarked
package io.spotcluster.queue.retention;

import org.jspecify.annotations.NullMarked;
