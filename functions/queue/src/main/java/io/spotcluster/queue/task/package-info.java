/** What a task is, how it stands, and what may become of it: records and pure decisions, without any input or output. */
@NullMarked
package io.spotcluster.queue.task;

import org.jspecify.annotations.NullMarked;
