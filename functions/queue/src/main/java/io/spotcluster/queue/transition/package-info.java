/** What people and workers make of a task that exists: schedule, cancel, rerun, reprioritize, report. */
@NullMarked
package io.spotcluster.queue.transition;

import org.jspecify.annotations.NullMarked;
