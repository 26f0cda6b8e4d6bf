/** Runs several processes as one: a seeded scheduler decides at every step who goes on, and who dies. */
@NullMarked
package io.spotcluster.testkit.simulation;

import org.jspecify.annotations.NullMarked;
