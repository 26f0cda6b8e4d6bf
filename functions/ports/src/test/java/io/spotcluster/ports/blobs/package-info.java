@NullMarked
package io.spotcluster.ports.blobs;

import org.jspecify.annotations.NullMarked;
