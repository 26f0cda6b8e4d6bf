/** What the queue keeps in which table under which key: one place, read by the stores and by the deployment. */
@NullMarked
package io.spotcluster.queue.tables;

import org.jspecify.annotations.NullMarked;
