package io.spotcluster.bench.queue;

/**
 * What AWS takes in us-east-1, in dollars per million unless said otherwise, beside what {@link
 * io.spotcluster.ports.cost.Prices} has. List prices as of 2026, without free tiers.
 */
final class ListPrices {
    /** CloudFront, an HTTPS request from North America or Europe. */
    static final double CLOUDFRONT_REQUEST = 1.00;

    /** A CloudFront Function's run: it copies the raw URI into a header. */
    static final double CLOUDFRONT_FUNCTION = 0.10;

    /** A gigabyte from CloudFront to the internet. */
    static final double CLOUDFRONT_GIGABYTE = 0.085;

    /** A gigabyte out of a region to the internet: more than machines in the region or in another one pay. */
    static final double OUT_GIGABYTE = 0.09;

    /** API Gateway, HTTP API. */
    static final double GATEWAY_REQUEST = 1.00;

    static final double LAMBDA_REQUEST = 0.20;

    /** A gigabyte-second of Lambda on arm64. */
    static final double LAMBDA_GIGABYTE_SECOND = 0.0000133334;

    /** EventBridge, a custom event of up to 64 KB. */
    static final double EVENT = 1.00;

    private ListPrices() {}
}
