/** HTTP as API Gateway tells it to a function. */
@NullMarked
package io.spotcluster.lambda.gateway;

import org.jspecify.annotations.NullMarked;
