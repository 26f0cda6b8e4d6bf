/** The way in: CloudFront, the HTTP API, and the functions that answer. */
@NullMarked
package io.spotcluster.infra.api;

import org.jspecify.annotations.NullMarked;
