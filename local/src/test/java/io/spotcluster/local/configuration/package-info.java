@NullMarked
package io.spotcluster.local.configuration;

import org.jspecify.annotations.NullMarked;
