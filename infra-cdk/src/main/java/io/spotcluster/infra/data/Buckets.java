package io.spotcluster.infra.data;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Size;
import io.spotcluster.ports.blobs.RetentionClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CorsRule;
import software.amazon.awscdk.services.s3.HttpMethods;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/** The bucket of blobs: closed to everybody but who holds a signed URL, and emptied by the prefixes of retention classes. */
final class Buckets {
    /** S3 deletes at the first midnight after the day is full: one day more makes sure that nothing goes early. */
    private static final int MARGIN_DAYS = 1;

    private Buckets() {}

    static Bucket blobs(Construct scope, String name, Size size, Optional<? extends IKey> key) {
        Bucket.Builder bucket = Bucket.Builder.create(scope, "Blobs")
                .bucketName(name)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .enforceSsl(true)
                .minimumTlsVersion(1.2)
                .cors(List.of(forBrowsers()))
                .lifecycleRules(lifecycle())
                // `./spotcluster destroy` empties it first: CDK's way would be one more function, which may delete
                // objects.
                .removalPolicy(size.keepsData() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
        key.ifPresentOrElse(
                own -> bucket.encryption(BucketEncryption.KMS)
                        .encryptionKey(own)
                        // One call to KMS for many objects.
                        .bucketKeyEnabled(true),
                () -> bucket.encryption(BucketEncryption.S3_MANAGED));
        Bucket made = bucket.build();
        Checks.accept(
                made,
                "AwsSolutions-S1",
                "An access log would cost more requests than the artifacts themselves. Who got which URL is in the log of the API; CloudTrail's data events can be switched on for a time.");
        return made;
    }

    /** What a page that was not served by the bucket may do with a signed URL. */
    private static CorsRule forBrowsers() {
        return CorsRule.builder()
                .allowedMethods(List.of(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT))
                .allowedOrigins(List.of("*"))
                .allowedHeaders(List.of("*"))
                .exposedHeaders(List.of("ETag", "Content-Range", "Content-Encoding", "Content-Length"))
                .maxAge(3600)
                .build();
    }

    private static List<LifecycleRule> lifecycle() {
        List<LifecycleRule> rules = new ArrayList<>();
        for (RetentionClass retention : RetentionClass.values()) {
            if (retention != RetentionClass.KEEP) {
                rules.add(LifecycleRule.builder()
                        .id("expire-" + retention.prefix())
                        .prefix(retention.prefix() + "/")
                        .expiration(Duration.days(retention.kept().toDays() + MARGIN_DAYS))
                        .build());
            }
        }
        rules.add(LifecycleRule.builder()
                .id("abort-uploads")
                .abortIncompleteMultipartUploadAfter(Duration.days(3))
                .build());
        return rules;
    }
}
