/** Mounts: what is fetched and put in place before the commands run. */
@NullMarked
package io.spotcluster.worker.mount;

import org.jspecify.annotations.NullMarked;
