/** Ids, bytes, time and rejections: the words that every other module speaks. Plain Java, no library. */
@NullMarked
package io.spotcluster.base;

import org.jspecify.annotations.NullMarked;
