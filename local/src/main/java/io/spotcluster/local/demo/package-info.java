/** The demonstration: a task graph on a private instance, with its progress shown as it goes. */
@NullMarked
package io.spotcluster.local.demo;

import org.jspecify.annotations.NullMarked;
