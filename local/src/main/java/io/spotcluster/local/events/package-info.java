/** Events on one machine: the log that keeps them, and subscriptions that read it. */
@NullMarked
package io.spotcluster.local.events;

import org.jspecify.annotations.NullMarked;
