@NullMarked
package io.spotcluster.local.http;

import org.jspecify.annotations.NullMarked;
