/** The bus, the work queues, and the functions that follow feeds, queues and the clock. */
@NullMarked
package io.spotcluster.infra.events;

import org.jspecify.annotations.NullMarked;
