/** How tasks come into being. */
@NullMarked
package io.spotcluster.queue.creation;

import org.jspecify.annotations.NullMarked;
