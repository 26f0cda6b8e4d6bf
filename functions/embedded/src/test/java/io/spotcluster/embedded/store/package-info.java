@NullMarked
package io.spotcluster.embedded.store;

import org.jspecify.annotations.NullMarked;
