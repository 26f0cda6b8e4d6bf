@NullMarked
package io.spotcluster.infra.cli;

import org.jspecify.annotations.NullMarked;
