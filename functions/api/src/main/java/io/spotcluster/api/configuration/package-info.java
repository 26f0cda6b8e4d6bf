/** What an operator configures for a deployment: one JSON document, checked as a whole. */
@NullMarked
package io.spotcluster.api.configuration;

import org.jspecify.annotations.NullMarked;
