/** What operators configure for the services: one file, read on a laptop at each start, on AWS when it is deployed. */
@NullMarked
package io.spotcluster.configuration;

import org.jspecify.annotations.NullMarked;
