/** Timers: rows in buckets, gone through by a sweeper. They outlive any queue's delay and any process. */
@NullMarked
package io.spotcluster.queue.timer;

import org.jspecify.annotations.NullMarked;
