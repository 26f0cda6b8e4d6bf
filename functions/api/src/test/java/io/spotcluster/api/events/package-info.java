@NullMarked
package io.spotcluster.api.events;

import org.jspecify.annotations.NullMarked;
