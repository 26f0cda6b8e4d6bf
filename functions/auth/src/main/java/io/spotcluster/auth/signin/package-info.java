/** Sign-in by OpenID Connect: an identity provider's token becomes temporary credentials. An extension of Taskcluster's API. */
@NullMarked
package io.spotcluster.auth.signin;

import org.jspecify.annotations.NullMarked;
