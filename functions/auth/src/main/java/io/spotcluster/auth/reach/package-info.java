/** Who gains what: why somebody may do something, and what a change of a role or client would make of that. */
@NullMarked
package io.spotcluster.auth.reach;

import org.jspecify.annotations.NullMarked;
