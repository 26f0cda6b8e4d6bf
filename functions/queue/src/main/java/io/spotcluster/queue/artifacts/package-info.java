/** Artifacts: what a run leaves behind, who may add to it and how it is read. */
@NullMarked
package io.spotcluster.queue.artifacts;

import org.jspecify.annotations.NullMarked;
