/** What tests of several modules share. */
@NullMarked
package io.spotcluster.testkit;

import org.jspecify.annotations.NullMarked;
