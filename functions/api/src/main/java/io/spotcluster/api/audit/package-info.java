/** What was done to clients, roles and other entities, by whom and when. */
@NullMarked
package io.spotcluster.api.audit;

import org.jspecify.annotations.NullMarked;
