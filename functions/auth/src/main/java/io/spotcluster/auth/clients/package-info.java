/** Clients: who may sign requests, with which token, until when, and with what scopes. */
@NullMarked
package io.spotcluster.auth.clients;

import org.jspecify.annotations.NullMarked;
