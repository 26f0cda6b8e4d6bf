/** One run of a task, step by step: prepare, mount, run the commands, upload, publish the log, report. */
@NullMarked
package io.spotcluster.worker.task;

import org.jspecify.annotations.NullMarked;
