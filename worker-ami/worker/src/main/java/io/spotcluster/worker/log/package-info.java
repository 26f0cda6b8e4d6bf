/** A task's log: the file, the worker's own lines in it, and the server that streams it while it grows. */
@NullMarked
package io.spotcluster.worker.log;

import org.jspecify.annotations.NullMarked;
