@NullMarked
package io.spotcluster.infra.functions;

import org.jspecify.annotations.NullMarked;
