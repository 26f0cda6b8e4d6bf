@NullMarked
package io.spotcluster.local.server;

import org.jspecify.annotations.NullMarked;
