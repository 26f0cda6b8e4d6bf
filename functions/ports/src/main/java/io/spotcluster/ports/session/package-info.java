/** The port for short sessions in the cloud's account. */
@NullMarked
package io.spotcluster.ports.session;

import org.jspecify.annotations.NullMarked;
