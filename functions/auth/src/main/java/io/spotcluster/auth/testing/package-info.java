/** The methods by which authors of clients try out their signing, with credentials that everybody knows. */
@NullMarked
package io.spotcluster.auth.testing;

import org.jspecify.annotations.NullMarked;
