/** The methods that tell what scopes and signatures amount to. */
@NullMarked
package io.spotcluster.auth.scopes;

import org.jspecify.annotations.NullMarked;
