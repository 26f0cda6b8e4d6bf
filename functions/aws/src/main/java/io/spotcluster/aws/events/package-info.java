/** Events on EventBridge. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.events;

import org.jspecify.annotations.NullMarked;
