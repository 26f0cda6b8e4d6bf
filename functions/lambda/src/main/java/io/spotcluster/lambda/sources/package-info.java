/** The event sources of Lambda: what they hand over, and what they want to hear. */
@NullMarked
package io.spotcluster.lambda.sources;

import org.jspecify.annotations.NullMarked;
