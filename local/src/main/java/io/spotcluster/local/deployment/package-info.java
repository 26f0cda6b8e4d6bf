/** Deployments that are used from here, wherever they run. */
@NullMarked
package io.spotcluster.local.deployment;

import org.jspecify.annotations.NullMarked;
