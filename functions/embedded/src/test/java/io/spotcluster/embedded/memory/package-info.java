@NullMarked
package io.spotcluster.embedded.memory;

import org.jspecify.annotations.NullMarked;
