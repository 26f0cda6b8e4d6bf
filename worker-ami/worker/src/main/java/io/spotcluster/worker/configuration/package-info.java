/** The worker's configuration file. */
@NullMarked
package io.spotcluster.worker.configuration;

import org.jspecify.annotations.NullMarked;
