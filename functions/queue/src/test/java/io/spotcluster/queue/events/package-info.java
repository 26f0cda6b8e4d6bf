@NullMarked
package io.spotcluster.queue.events;

import org.jspecify.annotations.NullMarked;
