/** Stand-ins for AWS that tests start for themselves. */
@NullMarked
package io.spotcluster.aws;

import org.jspecify.annotations.NullMarked;
