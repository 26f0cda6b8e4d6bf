/** Blobs on S3. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.s3;

import org.jspecify.annotations.NullMarked;
