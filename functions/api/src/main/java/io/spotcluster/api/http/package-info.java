/** HTTP as the kernel sees it, free of any framework: a server or a gateway event is turned into these records. */
@NullMarked
package io.spotcluster.api.http;

import org.jspecify.annotations.NullMarked;
