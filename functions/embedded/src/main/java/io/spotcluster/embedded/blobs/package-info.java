/** Blobs as files, and the signed URLs under which a server hands them out. */
@NullMarked
package io.spotcluster.embedded.blobs;

import org.jspecify.annotations.NullMarked;
