@NullMarked
package io.spotcluster.queue.tables;

import org.jspecify.annotations.NullMarked;
