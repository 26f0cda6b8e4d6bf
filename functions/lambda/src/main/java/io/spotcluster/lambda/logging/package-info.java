/** Logs as CloudWatch takes them in. */
@NullMarked
package io.spotcluster.lambda.logging;

import org.jspecify.annotations.NullMarked;
