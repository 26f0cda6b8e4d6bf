/** What a task asks the worker to do: the payload as records, and the reader that lists every fault of a bad one. */
@NullMarked
package io.spotcluster.worker.payload;

import org.jspecify.annotations.NullMarked;
