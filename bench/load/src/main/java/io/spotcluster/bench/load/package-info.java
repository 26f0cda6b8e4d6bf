/** Drives a running instance over HTTP and says how it held. */
@NullMarked
package io.spotcluster.bench.load;

import org.jspecify.annotations.NullMarked;
