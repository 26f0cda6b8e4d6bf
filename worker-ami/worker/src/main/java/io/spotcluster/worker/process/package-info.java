/** Running commands: their output, their resource use, and the end of everything they started. */
@NullMarked
package io.spotcluster.worker.process;

import org.jspecify.annotations.NullMarked;
