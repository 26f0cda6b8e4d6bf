/** What a deployment has to make so that the functions can run: read by infra-cdk, free of any SDK. */
@NullMarked
package io.spotcluster.lambda.catalog;

import org.jspecify.annotations.NullMarked;
