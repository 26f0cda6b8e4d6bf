/** From the raw path of a request to a route and its parameters. */
@NullMarked
package io.spotcluster.api.routes;

import org.jspecify.annotations.NullMarked;
