@NullMarked
package io.spotcluster.queue.timer;

import org.jspecify.annotations.NullMarked;
