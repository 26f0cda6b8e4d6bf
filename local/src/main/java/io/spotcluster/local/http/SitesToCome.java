package io.spotcluster.local.http;

import java.util.concurrent.CompletableFuture;

/** The sites, which are there only after the port is: they have to know it. Requests wait until then. */
record SitesToCome(CompletableFuture<HttpSites> future) {}
