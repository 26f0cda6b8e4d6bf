/** Events: how a service declares what it tells, and how it tells it. */
@NullMarked
package io.spotcluster.api.events;

import org.jspecify.annotations.NullMarked;
