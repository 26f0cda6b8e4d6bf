@NullMarked
package io.spotcluster.ports.cost;

import org.jspecify.annotations.NullMarked;
