/** The configuration file of an instance. */
@NullMarked
package io.spotcluster.local.configuration;

import org.jspecify.annotations.NullMarked;
