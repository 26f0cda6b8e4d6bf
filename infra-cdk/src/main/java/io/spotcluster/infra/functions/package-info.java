/** How a function of the catalogue becomes a Lambda function with its least permissions. */
@NullMarked
package io.spotcluster.infra.functions;

import org.jspecify.annotations.NullMarked;
