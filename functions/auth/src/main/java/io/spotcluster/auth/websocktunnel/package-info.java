/** websocktunnelToken. */
@NullMarked
package io.spotcluster.auth.websocktunnel;

import org.jspecify.annotations.NullMarked;
