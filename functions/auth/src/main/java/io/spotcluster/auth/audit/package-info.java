/** The audit history: entries of every service, and the methods that list them. */
@NullMarked
package io.spotcluster.auth.audit;

import org.jspecify.annotations.NullMarked;
