/** Machines, by region. */
@NullMarked
package io.spotcluster.infra.workers;

import org.jspecify.annotations.NullMarked;
