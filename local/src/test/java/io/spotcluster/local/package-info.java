@NullMarked
package io.spotcluster.local;

import org.jspecify.annotations.NullMarked;
