/** What exceptions of the SDK mean for callers of the ports. */
@NullMarked
package io.spotcluster.aws.faults;

import org.jspecify.annotations.NullMarked;
