/** Task graphs from a file: read, checked as a whole, and created task by task. */
@NullMarked
package io.spotcluster.local.graph;

import org.jspecify.annotations.NullMarked;
