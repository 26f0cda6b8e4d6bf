@NullMarked
package io.spotcluster.embedded.blobs;

import org.jspecify.annotations.NullMarked;
