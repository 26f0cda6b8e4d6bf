/** What an operator says about a deployment: one JSON file, checked whole before anything else happens. */
@NullMarked
package io.spotcluster.infra.configuration;

import org.jspecify.annotations.NullMarked;
