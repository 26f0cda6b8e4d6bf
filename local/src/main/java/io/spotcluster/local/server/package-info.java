/** Every service of the platform in one process, on the embedded store, with the loops that play Lambda's part. */
@NullMarked
package io.spotcluster.local.server;

import org.jspecify.annotations.NullMarked;
