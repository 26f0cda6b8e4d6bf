/** The worker: a program that claims tasks from a queue, runs them on this machine and reports how they ended. */
@NullMarked
package io.spotcluster.worker;

import org.jspecify.annotations.NullMarked;
