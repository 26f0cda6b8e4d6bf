package io.spotcluster.lambda.catalog;

/** What can be done to blobs. Copying one is {@link #GET} and {@link #PUT}. */
public enum BlobAction {
    GET("s3:GetObject"),
    PUT("s3:PutObject"),
    DELETE("s3:DeleteObject");

    private final String iamAction;

    BlobAction(String iamAction) {
        this.iamAction = iamAction;
    }

    /**
     * What the adapter calls for it, on the objects of the bucket. Whoever may GET also needs {@code s3:ListBucket} on the
     * bucket: without it S3 answers 403 for what is not there.
     */
    public String iamAction() {
        return iamAction;
    }
}
