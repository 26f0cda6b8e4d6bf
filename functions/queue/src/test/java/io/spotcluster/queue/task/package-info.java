@NullMarked
package io.spotcluster.queue.task;

import org.jspecify.annotations.NullMarked;
