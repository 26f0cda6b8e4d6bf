/**
 * The Hawk scheme of signed requests, headers and bewits, as Taskcluster's clients speak it: SHA-256 only, without
 * {@code app} and {@code dlg}. Nothing here knows of scopes or certificates.
 */
@NullMarked
package io.spotcluster.api.hawk;

import org.jspecify.annotations.NullMarked;
