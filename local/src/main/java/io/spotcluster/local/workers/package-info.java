/** Worker processes on this machine: started, restarted, adopted from an instance that was killed, and ended. */
@NullMarked
package io.spotcluster.local.workers;

import org.jspecify.annotations.NullMarked;
