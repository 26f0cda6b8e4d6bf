/** What must not be lost: tables, blobs, secrets and their keys. */
@NullMarked
package io.spotcluster.infra.data;

import org.jspecify.annotations.NullMarked;
