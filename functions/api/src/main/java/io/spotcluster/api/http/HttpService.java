package io.spotcluster.api.http;

/** Answers a request. It never throws: every failure has become a reply. */
@FunctionalInterface
public interface HttpService {
    HttpReply handle(HttpRequest request);
}
