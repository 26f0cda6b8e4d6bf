/** A queue for tests: it speaks the real wire over HTTP, and can be made to fail. */
@NullMarked
package io.spotcluster.worker.fake;

import org.jspecify.annotations.NullMarked;
