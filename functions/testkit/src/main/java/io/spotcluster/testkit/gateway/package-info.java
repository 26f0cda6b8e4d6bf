/** Events of API Gateway as Lambda functions get them. */
@NullMarked
package io.spotcluster.testkit.gateway;

import org.jspecify.annotations.NullMarked;
