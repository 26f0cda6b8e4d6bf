/** awsS3Credentials: sessions for one prefix of a bucket. */
@NullMarked
package io.spotcluster.auth.aws;

import org.jspecify.annotations.NullMarked;
