/** Scopes that nobody shall come to by an oversight. */
@NullMarked
package io.spotcluster.auth.guard;

import org.jspecify.annotations.NullMarked;
