/** Rate limits: how often one client or one address may call. */
@NullMarked
package io.spotcluster.api.limits;

import org.jspecify.annotations.NullMarked;
