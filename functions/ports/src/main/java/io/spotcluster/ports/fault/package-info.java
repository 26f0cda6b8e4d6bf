/**
 * The ports with faults: requests and answers get lost, processes die, records come twice or late, as a plan decides at
 * every elementary operation. For simulations; a seeded plan gives the same faults again.
 */
@NullMarked
package io.spotcluster.ports.fault;

import org.jspecify.annotations.NullMarked;
