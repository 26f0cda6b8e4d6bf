@NullMarked
package io.spotcluster.queue.worker;

import org.jspecify.annotations.NullMarked;
