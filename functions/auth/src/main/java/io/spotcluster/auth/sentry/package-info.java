/** sentryDSN: keys of Sentry projects. */
@NullMarked
package io.spotcluster.auth.sentry;

import org.jspecify.annotations.NullMarked;
