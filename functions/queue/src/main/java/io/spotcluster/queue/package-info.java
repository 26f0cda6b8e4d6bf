/** The queue service: tasks, runs, claims, artifacts, dependencies and task groups. */
@NullMarked
package io.spotcluster.queue;

import org.jspecify.annotations.NullMarked;
