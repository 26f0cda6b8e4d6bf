@NullMarked
package io.spotcluster.local.scopes;

import org.jspecify.annotations.NullMarked;
