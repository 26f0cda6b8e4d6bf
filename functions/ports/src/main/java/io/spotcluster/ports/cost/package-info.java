/** What calls at the ports would cost on AWS: units, requests, bytes and dollars, counted by the services' own rules. */
@NullMarked
package io.spotcluster.ports.cost;

import org.jspecify.annotations.NullMarked;
