/** Files that hold secrets. */
@NullMarked
package io.spotcluster.local.files;

import org.jspecify.annotations.NullMarked;
