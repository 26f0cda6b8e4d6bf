/** JSON on the wire: one mapper for every service, and a reader that trusts nobody. */
@NullMarked
package io.spotcluster.api.json;

import org.jspecify.annotations.NullMarked;
