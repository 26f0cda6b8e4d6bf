@NullMarked
package io.spotcluster.lambda.logging;

import org.jspecify.annotations.NullMarked;
