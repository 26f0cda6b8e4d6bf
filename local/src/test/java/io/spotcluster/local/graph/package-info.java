@NullMarked
package io.spotcluster.local.graph;

import org.jspecify.annotations.NullMarked;
