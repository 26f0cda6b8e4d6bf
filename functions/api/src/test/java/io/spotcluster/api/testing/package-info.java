/** What tests of several modules need of the API: a server on loopback, the contract of declarations. */
@NullMarked
package io.spotcluster.api.testing;

import org.jspecify.annotations.NullMarked;
