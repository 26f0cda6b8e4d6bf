@NullMarked
package io.spotcluster.queue.claim;

import org.jspecify.annotations.NullMarked;
