/** Trying again: how often, how long to wait, and saying so. */
@NullMarked
package io.spotcluster.worker.retry;

import org.jspecify.annotations.NullMarked;
