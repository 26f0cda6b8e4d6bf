/** The thin waist: items ordered by partition and sort key, conditional writes, hints, and a change feed. */
@NullMarked
package io.spotcluster.ports.table;

import org.jspecify.annotations.NullMarked;
