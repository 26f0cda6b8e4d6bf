package io.spotcluster.aws.s3;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.BlobMetadata;
import io.spotcluster.ports.blobs.Blobs;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Blobs in one bucket of S3, whose lifecycle rules empty the prefixes of the retention classes. A blob is at most 5 GB, which
 * one PUT and one server-side copy can carry: uploads in parts are not needed.
 */
public final class S3Blobs implements Blobs {
    private final Supplier<S3Client> client;
    private final Supplier<S3Presigner> presigner;
    private final String bucket;
    private volatile boolean closed;

    /**
     * @param client made at the first call that needs it; it belongs to whoever made it
     * @param presigner the same; its credentials have to outlast the URLs that it signs
     */
    public S3Blobs(Supplier<S3Client> client, Supplier<S3Presigner> presigner, String bucket) {
        this.client = client;
        this.presigner = presigner;
        this.bucket = bucket;
    }

    @Override
    public URI signedPut(BlobKey key, String contentType, Duration valid) {
        BlobLimits.check(key, valid);
        BlobLimits.checkContentType(contentType);
        requireOpen();
        try {
            return URI.create(presigner
                    .get()
                    .presignPutObject(signing -> signing.signatureDuration(valid)
                            .putObjectRequest(request -> request.bucket(bucket)
                                    .key(ObjectKeys.of(key))
                                    .contentType(contentType)))
                    .url()
                    .toExternalForm());
        } catch (SdkException e) {
            throw SdkFaults.ofRead("signing a URL", e);
        }
    }

    @Override
    public URI signedGet(BlobKey key, Duration valid) {
        BlobLimits.check(key, valid);
        requireOpen();
        try {
            return URI.create(presigner
                    .get()
                    .presignGetObject(signing -> signing.signatureDuration(valid)
                            .getObjectRequest(request -> request.bucket(bucket).key(ObjectKeys.of(key))))
                    .url()
                    .toExternalForm());
        } catch (SdkException e) {
            throw SdkFaults.ofRead("signing a URL", e);
        }
    }

    @Override
    public Optional<BlobMetadata> head(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        try {
            HeadObjectResponse found =
                    client.get().headObject(request -> request.bucket(bucket).key(ObjectKeys.of(key)));
            return Optional.of(new BlobMetadata(
                    found.contentLength(),
                    found.contentType(),
                    Optional.ofNullable(found.contentEncoding()).filter(encoding -> !encoding.isEmpty())));
        } catch (S3Exception e) {
            return absent("HeadObject", e);
        } catch (SdkException e) {
            throw SdkFaults.ofRead("HeadObject", e);
        }
    }

    @Override
    public void put(BlobKey key, String contentType, Bytes content) {
        BlobLimits.check(key);
        requireOpen();
        try {
            client.get()
                    .putObject(
                            request -> request.bucket(bucket)
                                    .key(ObjectKeys.of(key))
                                    .contentType(contentType),
                            RequestBody.fromBytes(content.unsafeArray()));
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("PutObject", e);
        }
    }

    @Override
    public Optional<Bytes> get(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        try {
            return Optional.of(Bytes.wrap(client.get()
                    .getObjectAsBytes(request -> request.bucket(bucket).key(ObjectKeys.of(key)))
                    .asByteArrayUnsafe()));
        } catch (S3Exception e) {
            return absent("GetObject", e);
        } catch (SdkException e) {
            throw SdkFaults.ofRead("GetObject", e);
        }
    }

    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        BlobLimits.check(from);
        BlobLimits.check(to);
        requireOpen();
        try {
            client.get()
                    .copyObject(request -> request.sourceBucket(bucket)
                            .sourceKey(ObjectKeys.of(from))
                            .destinationBucket(bucket)
                            .destinationKey(ObjectKeys.of(to)));
            return true;
        } catch (S3Exception e) {
            if (isAbsent(e)) {
                return false;
            }
            throw SdkFaults.ofWrite("CopyObject", e);
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("CopyObject", e);
        }
    }

    @Override
    public void delete(BlobKey key) {
        BlobLimits.check(key);
        requireOpen();
        try {
            client.get().deleteObject(request -> request.bucket(bucket).key(ObjectKeys.of(key)));
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("DeleteObject", e);
        }
    }

    /** Refuses further calls. */
    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException.Refused("the blobs are closed");
        }
    }

    private static <T> Optional<T> absent(String call, S3Exception fault) {
        if (isAbsent(fault)) {
            return Optional.empty();
        }
        throw SdkFaults.ofRead(call, fault);
    }

    /** A bucket that is not there is no absent blob. HEAD has no body to tell the two apart. */
    private static boolean isAbsent(S3Exception fault) {
        return fault instanceof NoSuchKeyException
                || (fault.statusCode() == 404
                        && (fault.awsErrorDetails() == null
                                || !"NoSuchBucket"
                                        .equals(fault.awsErrorDetails().errorCode())));
    }
}
