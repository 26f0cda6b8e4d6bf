/** Task groups: who belongs to one, and when all of it is resolved. */
@NullMarked
package io.spotcluster.queue.group;

import org.jspecify.annotations.NullMarked;
