/**
 * HTTP on this machine: Micronaut's Netty server in front of the framework-neutral services. The raw request target
 * reaches them with every escape as the client sent it.
 */
@NullMarked
package io.spotcluster.local.http;

import org.jspecify.annotations.NullMarked;
