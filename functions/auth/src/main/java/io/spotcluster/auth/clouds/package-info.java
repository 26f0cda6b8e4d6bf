/** The methods about Azure and Google Cloud, to which a deployment of ours gives no access. */
@NullMarked
package io.spotcluster.auth.clouds;

import org.jspecify.annotations.NullMarked;
