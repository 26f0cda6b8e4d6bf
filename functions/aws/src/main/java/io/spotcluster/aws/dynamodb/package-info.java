/** Tables on DynamoDB, and their change feeds on DynamoDB Streams. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
