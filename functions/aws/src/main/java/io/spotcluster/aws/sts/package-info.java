/** The port {@code CloudSessions} on AWS STS. */
@NullMarked
package io.spotcluster.aws.sts;

import org.jspecify.annotations.NullMarked;
