/** Artifacts: finding the files that a payload names, and uploading them. */
@NullMarked
package io.spotcluster.worker.artifact;

import org.jspecify.annotations.NullMarked;
