/** Calls the API from outside: for workers, the command line and tests. */
@NullMarked
package io.spotcluster.api.client;

import org.jspecify.annotations.NullMarked;
