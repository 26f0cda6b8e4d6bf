@NullMarked
package io.spotcluster.queue.dependency;

import org.jspecify.annotations.NullMarked;
