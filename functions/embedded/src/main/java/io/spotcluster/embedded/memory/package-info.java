/**
 * The ports in memory: plain and deterministic, for simulations and tests of handlers. No threads, no randomness, and no
 * clock but the injected one.
 */
@NullMarked
package io.spotcluster.embedded.memory;

import org.jspecify.annotations.NullMarked;
