@NullMarked
package io.spotcluster.queue.retention;

import org.jspecify.annotations.NullMarked;
