/** Where auth keeps things: tables and keys in one place, and the one way to write a truth. */
@NullMarked
package io.spotcluster.auth.tables;

import org.jspecify.annotations.NullMarked;
