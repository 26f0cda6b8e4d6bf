/** The command line of the laptop: {@code local}, {@code demo} and {@code worker}. */
@NullMarked
package io.spotcluster.local;

import org.jspecify.annotations.NullMarked;
