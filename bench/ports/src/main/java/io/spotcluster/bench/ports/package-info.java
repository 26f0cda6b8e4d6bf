/** Measures the embedded adapters of the ports. */
@NullMarked
package io.spotcluster.bench.ports;

import org.jspecify.annotations.NullMarked;
