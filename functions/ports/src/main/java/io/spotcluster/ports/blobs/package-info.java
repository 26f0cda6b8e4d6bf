/** Bytes behind signed URLs, kept by retention class. */
@NullMarked
package io.spotcluster.ports.blobs;

import org.jspecify.annotations.NullMarked;
