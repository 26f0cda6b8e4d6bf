/** Puts services, adapters and event sources together, by what the environment says. */
@NullMarked
package io.spotcluster.lambda.wiring;

import org.jspecify.annotations.NullMarked;
