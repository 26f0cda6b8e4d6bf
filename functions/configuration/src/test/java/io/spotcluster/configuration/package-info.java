@NullMarked
package io.spotcluster.configuration;

import org.jspecify.annotations.NullMarked;
