/** The commands deploy, diff, destroy and synth. The AWS SDK is used here alone, for checks before and steps after CDK's work. */
@NullMarked
package io.spotcluster.infra.cli;

import org.jspecify.annotations.NullMarked;
