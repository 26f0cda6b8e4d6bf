/** Scopes: satisfaction, expansion through roles, and the expressions that methods ask for. */
@NullMarked
package io.spotcluster.api.scopes;

import org.jspecify.annotations.NullMarked;
