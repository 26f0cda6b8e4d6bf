/**
 * Tables and work queues on one machine, in one SQLite file (docs/adr/0001-embedded-engine.md). One thread writes; what is
 * asked of it at the same time shares one flush.
 */
@NullMarked
package io.spotcluster.embedded.store;

import org.jspecify.annotations.NullMarked;
