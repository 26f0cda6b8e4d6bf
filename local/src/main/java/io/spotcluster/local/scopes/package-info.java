/** {@code spotcluster scopes}: asks a deployment why somebody may do something, and who would gain by a change. */
@NullMarked
package io.spotcluster.local.scopes;

import org.jspecify.annotations.NullMarked;
