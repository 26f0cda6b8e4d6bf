/** The deployment as a CDK app. */
@NullMarked
package io.spotcluster.infra;

import org.jspecify.annotations.NullMarked;
