package io.spotcluster.api.authentication;

import io.spotcluster.api.hawk.Bewit;
import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.PayloadHash;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.base.Bytes;
import io.spotcluster.base.Slug;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signs requests with credentials: the client's side of {@link HawkAuthenticator}. */
public final class RequestSigner {
    private final Credentials credentials;
    private final Optional<String> extension;
    private final Clock clock;

    private RequestSigner(Credentials credentials, Extension extension, Clock clock) {
        this.credentials = credentials;
        this.extension = extension.format();
        this.clock = clock;
    }

    public static RequestSigner of(Credentials credentials, Clock clock) {
        return new RequestSigner(credentials, new Extension(certificate(credentials), Optional.empty()), clock);
    }

    /** Restricts every request to {@code scopes}, of which the credentials must have all. */
    public static RequestSigner restricted(Credentials credentials, List<String> scopes, Clock clock) {
        return new RequestSigner(
                credentials, new Extension(certificate(credentials), Optional.of(List.copyOf(scopes))), clock);
    }

    /** The Authorization header of a request without a body. */
    public String header(String method, URI url) {
        return header(method, url, Optional.empty());
    }

    /** The Authorization header of a request with a body, which is signed with it. */
    public String header(String method, URI url, String contentType, Bytes body) {
        return header(method, url, Optional.of(PayloadHash.of(contentType, body)));
    }

    /** {@code url} with a bewit, by which whoever has it may GET it until {@code expires}. */
    public URI bewit(URI url, Instant expires) {
        String resource = resource(url);
        Bewit bewit = Bewit.sign(
                credentials.clientId(),
                credentials.accessToken().reveal(),
                expires,
                extension,
                resource,
                SignedHost.of(url));
        String separator = url.getRawQuery() == null ? "?" : "&";
        return URI.create(
                url.getScheme() + "://" + url.getRawAuthority() + resource + separator + "bewit=" + bewit.format());
    }

    private String header(String method, URI url, Optional<String> hash) {
        return HawkHeader.sign(
                        credentials.clientId(),
                        credentials.accessToken().reveal(),
                        clock.instant(),
                        Slug.nice(),
                        hash,
                        extension,
                        method,
                        resource(url),
                        SignedHost.of(url))
                .format();
    }

    private static Optional<Certificate> certificate(Credentials credentials) {
        return credentials.certificate().map(Extension::certificate);
    }

    private static String resource(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
