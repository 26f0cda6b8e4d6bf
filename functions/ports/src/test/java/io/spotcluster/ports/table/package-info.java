@NullMarked
package io.spotcluster.ports.table;

import org.jspecify.annotations.NullMarked;
