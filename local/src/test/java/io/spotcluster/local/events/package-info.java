@NullMarked
package io.spotcluster.local.events;

import org.jspecify.annotations.NullMarked;
