/** Keys that only KMS can unwrap. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.kms;

import org.jspecify.annotations.NullMarked;
