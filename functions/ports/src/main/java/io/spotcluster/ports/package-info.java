/** The ports on which everything stands; each has an AWS and an embedded adapter that pass one contract suite. */
@NullMarked
package io.spotcluster.ports;

import org.jspecify.annotations.NullMarked;
