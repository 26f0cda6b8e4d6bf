package io.spotcluster.embedded.blobs;

import io.spotcluster.embedded.blobs.BlobReply.Download;
import io.spotcluster.embedded.blobs.BlobReply.Refusal;
import io.spotcluster.ports.StoreException;
import io.spotcluster.ports.blobs.BlobKey;
import io.spotcluster.ports.blobs.BlobLimits;
import io.spotcluster.ports.blobs.BlobMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Answers requests under signed URLs, for any HTTP server: PUT, GET with single ranges, HEAD. Nothing is read into memory
 * whole. 403 for a URL that is not signed, was changed, or has expired; 400 for another content type than was signed; 404
 * for a blob that is not there; 413 over {@link BlobLimits#CONTENT}; 416 for a range outside the blob.
 */
public final class BlobRequests {
    private static final Pattern ENCODING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9,. _-]{0,99}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final SignedUrls urls;
    private final BlobContents contents;

    public BlobRequests(SignedUrls urls, BlobContents contents) {
        this.urls = urls;
        this.contents = contents;
    }

    /** @throws StoreException when the blobs themselves fail */
    public BlobReply answer(BlobRequest request) {
        return switch (urls.verify(request.method(), request.rawPath(), request.rawQuery())) {
            case SignedUrls.Verdict.Refused(int status, String code, String message) ->
                new Refusal(status, code, message);
            case SignedUrls.Verdict.Read(BlobKey key) -> read(request, key);
            case SignedUrls.Verdict.Replace(BlobKey key, String contentType) -> replace(request, key, contentType);
        };
    }

    private BlobReply read(BlobRequest request, BlobKey key) {
        Optional<BlobReading> opened = contents.open(key);
        if (opened.isEmpty()) {
            return new Refusal(404, "NoSuchBlob", "There is no blob under this path.");
        }
        BlobReading reading = opened.get();
        try {
            return download(request, reading);
        } catch (IOException e) {
            reading.close();
            throw new StoreException.Throttled("cannot read " + key.full(), new UncheckedIOException(e));
        }
    }

    private static BlobReply download(BlobRequest request, BlobReading reading) throws IOException {
        BlobMetadata metadata = reading.metadata();
        long length = metadata.length();
        // With If-Range the range is wanted only of an unchanged blob, which could not be told: the whole is right
        // always.
        Optional<ByteRange> range = request.header("if-range").isPresent()
                ? Optional.empty()
                : request.header("range").flatMap(header -> ByteRange.parse(header, length));
        if (range.isPresent() && range.get().isEmpty()) {
            reading.close();
            return new Refusal(
                    416,
                    "InvalidRange",
                    "The blob has no bytes in this range.",
                    Map.of("Content-Range", "bytes */" + length));
        }
        ByteRange sent = range.orElse(new ByteRange(0, length - 1));
        Map<String, String> headers = headers(metadata);
        headers.put("Content-Length", Long.toString(sent.length()));
        range.ifPresent(
                part -> headers.put("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), length)));
        InputStream body;
        if (request.method().equals("HEAD")) {
            reading.close();
            body = InputStream.nullInputStream();
        } else {
            body = reading.stream(sent.first(), sent.length());
        }
        return new Download(range.isPresent() ? 206 : 200, headers, body);
    }

    private static Map<String, String> headers(BlobMetadata metadata) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", metadata.contentType());
        metadata.contentEncoding().ifPresent(encoding -> headers.put("Content-Encoding", encoding));
        headers.put("Accept-Ranges", "bytes");
        // What tasks made is shown under the same host as the API and the user interface: it must not act as them.
        headers.put("Content-Security-Policy", "sandbox allow-scripts");
        headers.put("X-Content-Type-Options", "nosniff");
        return headers;
    }

    private BlobReply replace(BlobRequest request, BlobKey key, String contentType) {
        if (!request.header("content-type").equals(Optional.of(contentType))) {
            return new Refusal(
                    400, "ContentTypeDoesNotMatch", "The Content-Type is not the one that the URL was signed for.");
        }
        Optional<String> encoding = request.header("content-encoding");
        if (encoding.isPresent() && !ENCODING.matcher(encoding.get()).matches()) {
            return new Refusal(400, "InvalidContentEncoding", "The Content-Encoding is no list of codings.");
        }
        Optional<String> length = request.header("content-length");
        if (length.isPresent() && !LENGTH.matcher(length.get()).matches()) {
            return new Refusal(400, "InvalidContentLength", "The Content-Length is no number of bytes.");
        }
        OptionalLong announced =
                length.map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty());
        if (announced.orElse(0) > BlobLimits.CONTENT) {
            return tooLarge();
        }
        return new BlobReply.Accepted(new BlobUpload(contents.create(key, contentType, encoding), announced));
    }

    static Refusal tooLarge() {
        return new Refusal(413, "EntityTooLarge", "A blob has at most %d bytes.".formatted(BlobLimits.CONTENT));
    }
}
