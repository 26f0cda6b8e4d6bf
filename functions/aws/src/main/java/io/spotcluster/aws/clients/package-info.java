/** The SDK's clients, made once for a process and only where they are needed. */
@NullMarked
package io.spotcluster.aws.clients;

import org.jspecify.annotations.NullMarked;
