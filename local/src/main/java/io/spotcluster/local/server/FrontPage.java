package io.spotcluster.local.server;

import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.http.HttpService;
import io.spotcluster.base.Bytes;
import java.util.Map;

/** A page for people who open the root URL in a browser; everything else is for the services behind it. */
final class FrontPage implements HttpService {
    private final HttpService services;
    private final Bytes page;

    FrontPage(HttpService services, String version, String rootUrl) {
        this.services = services;
        this.page = Bytes.utf8("""
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Spotcluster</title>
                <style>
                  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
                  code { background: #8882; padding: .1em .3em; border-radius: .2em; }
                </style>
                <h1>Spotcluster is running</h1>
                <p>Version %s, root URL <code>%s</code>.</p>
                <p>Any Taskcluster client works with it: source <code>env.sh</code> in the data folder, which holds
                  the credentials of the root client.</p>
                <ul>
                  <li><a href="/references/">What the APIs offer</a>, as machines read it
                  <li><a href="/api/queue/v1/ping">Is the queue there?</a>
                  <li><a href="/api/auth/v1/ping">Is auth there?</a>
                </ul>
                """.formatted(version, rootUrl));
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        boolean reading = request.method().equals("GET") || request.method().equals("HEAD");
        return reading && request.rawPath().equals("/")
                ? new HttpReply(
                        200,
                        Map.of(
                                "content-type",
                                "text/html; charset=utf-8",
                                "content-security-policy",
                                "default-src 'none'; style-src 'unsafe-inline'"),
                        request.method().equals("HEAD") ? Bytes.EMPTY : page)
                : services.handle(request);
    }
}
