/** The program as its users run it: processes that are forked, killed, asked to end, and sent what nobody should send. */
@NullMarked
package io.spotcluster.local.e2e;

import org.jspecify.annotations.NullMarked;
