@NullMarked
package io.spotcluster.ports.queue;

import org.jspecify.annotations.NullMarked;
