/** Who calls: Hawk's signatures and temporary credentials, checked. */
@NullMarked
package io.spotcluster.api.authentication;

import org.jspecify.annotations.NullMarked;
