/** What operators look at, and what calls them. */
@NullMarked
package io.spotcluster.infra.observability;

import org.jspecify.annotations.NullMarked;
