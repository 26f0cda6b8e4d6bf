/** Secrets of the deployment. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.secrets;

import org.jspecify.annotations.NullMarked;
