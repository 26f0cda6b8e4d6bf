package io.spotcluster.ports.cost;

/**
 * List prices in dollars per million; those of us-east-1, on demand.
 *
 * @param writeUnit DynamoDB, 1 KB written
 * @param readUnit DynamoDB, 4 KB read strongly consistent, or 8 KB eventually consistent
 * @param queueRequest SQS, a request of up to 64 KB
 * @param blobPut S3
 * @param blobGet S3, HEAD too
 */
public record Prices(double writeUnit, double readUnit, double queueRequest, double blobPut, double blobGet) {
    public static final Prices US_EAST_1 = new Prices(0.625, 0.125, 0.40, 5.00, 0.40);
}
