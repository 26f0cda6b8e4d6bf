/** Machine images with the worker inside. */
@NullMarked
package io.spotcluster.infra.images;

import org.jspecify.annotations.NullMarked;
