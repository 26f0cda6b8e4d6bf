/** Reads JSON documents member by member, collecting every fault with its path, value and what was expected. */
@NullMarked
package io.spotcluster.worker.json;

import org.jspecify.annotations.NullMarked;
