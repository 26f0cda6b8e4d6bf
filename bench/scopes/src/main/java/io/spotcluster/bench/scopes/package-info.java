/** Measures how quickly roles are compiled and scopes expanded; see README.md beside the module. */
@NullMarked
package io.spotcluster.bench.scopes;

import org.jspecify.annotations.NullMarked;
