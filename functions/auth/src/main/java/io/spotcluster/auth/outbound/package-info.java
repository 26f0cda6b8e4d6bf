/** Calls to other systems' HTTP APIs. */
@NullMarked
package io.spotcluster.auth.outbound;

import org.jspecify.annotations.NullMarked;
