@NullMarked
package io.spotcluster.queue;

import org.jspecify.annotations.NullMarked;
