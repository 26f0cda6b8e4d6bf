@NullMarked
package io.spotcluster.queue.artifacts;

import org.jspecify.annotations.NullMarked;
