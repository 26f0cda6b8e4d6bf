/** Work queues on SQS. Exceptions of the SDK do not leave this package. */
@NullMarked
package io.spotcluster.aws.sqs;

import org.jspecify.annotations.NullMarked;
