package io.spotcluster.ports.blobs;

import java.util.Optional;

/** What is known of a stored blob; {@code contentEncoding} is given back on every read as it was at the upload. */
public record BlobMetadata(long length, String contentType, Optional<String> contentEncoding) {}
