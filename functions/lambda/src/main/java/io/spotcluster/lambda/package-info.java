/** Where Lambda enters the process. */
@NullMarked
package io.spotcluster.lambda;

import org.jspecify.annotations.NullMarked;
