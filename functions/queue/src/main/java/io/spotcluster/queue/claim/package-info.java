/** How workers come to tasks: claims, their prolongation, and the credentials that go with them. */
@NullMarked
package io.spotcluster.queue.claim;

import org.jspecify.annotations.NullMarked;
