package io.spotcluster.testkit.gateway;

/** Which way a request came to its function. */
public enum GatewayShape {
    /** As a deployment has it: the HTTP API decodes the path, and CloudFront before it tells how it was. */
    HTTP_API_BEHIND_CLOUDFRONT("http-api.json", true),
    /** Past CloudFront: the path is decoded, and nobody tells how it was. */
    HTTP_API("http-api.json", true),
    /** A function URL, which leaves the path as it is. So do emulators of HTTP APIs. */
    FUNCTION_URL("function-url.json", false);

    private final String file;
    private final boolean decodes;

    GatewayShape(String file, boolean decodes) {
        this.file = file;
        this.decodes = decodes;
    }

    String file() {
        return file;
    }

    boolean decodes() {
        return decodes;
    }
}
