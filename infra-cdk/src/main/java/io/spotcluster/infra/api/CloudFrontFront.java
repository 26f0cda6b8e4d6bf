package io.spotcluster.infra.api;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.cloudfront.AllowedMethods;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.ErrorResponse;
import software.amazon.awscdk.services.cloudfront.Function;
import software.amazon.awscdk.services.cloudfront.FunctionAssociation;
import software.amazon.awscdk.services.cloudfront.FunctionCode;
import software.amazon.awscdk.services.cloudfront.FunctionEventType;
import software.amazon.awscdk.services.cloudfront.FunctionRuntime;
import software.amazon.awscdk.services.cloudfront.HttpVersion;
import software.amazon.awscdk.services.cloudfront.OriginProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.OriginRequestPolicy;
import software.amazon.awscdk.services.cloudfront.PriceClass;
import software.amazon.awscdk.services.cloudfront.SecurityPolicyProtocol;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.HttpOrigin;
import software.amazon.awscdk.services.route53.ARecord;
import software.amazon.awscdk.services.route53.AaaaRecord;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.RecordTarget;
import software.amazon.awscdk.services.route53.targets.CloudFrontTarget;
import software.constructs.Construct;

/**
 * CloudFront before the HTTP API. It caches nothing, errors neither, hands on everything but {@code Host}, and lets the API
 * know path and query as the client sent and signed them: API Gateway decodes the path.
 */
final class CloudFrontFront extends Construct {
    /** All that CloudFront keeps for ten seconds unless told otherwise. */
    private static final List<Integer> CACHED_ERRORS = List.of(400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504);

    /** As long as API Gateway waits for a function at most. */
    private static final Duration ORIGIN_TIMEOUT = Duration.seconds(30);

    private final String rootUrl;

    CloudFrontFront(Construct scope, Configuration configuration, HttpApi api) {
        super(scope, "Front");
        Function rawUri = Function.Builder.create(this, "RawUri")
                .functionName(configuration.deployment() + "-raw-uri")
                .comment("Hands path and query on as the client signed them")
                .runtime(FunctionRuntime.JS_2_0)
                .code(FunctionCode.fromInline(rawUriCode()))
                .build();
        Distribution.Builder builder = Distribution.Builder.create(this, "Distribution")
                .comment("Spotcluster " + configuration.deployment())
                .defaultBehavior(BehaviorOptions.builder()
                        .origin(HttpOrigin.Builder.create(host(api))
                                .protocolPolicy(OriginProtocolPolicy.HTTPS_ONLY)
                                .readTimeout(ORIGIN_TIMEOUT)
                                .build())
                        .allowedMethods(AllowedMethods.ALLOW_ALL)
                        .cachePolicy(CachePolicy.CACHING_DISABLED)
                        .originRequestPolicy(OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER)
                        .viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY)
                        .compress(false)
                        .functionAssociations(List.of(FunctionAssociation.builder()
                                .eventType(FunctionEventType.VIEWER_REQUEST)
                                .function(rawUri)
                                .build()))
                        .build())
                .errorResponses(CACHED_ERRORS.stream()
                        .map(status -> ErrorResponse.builder()
                                .httpStatus(status)
                                .ttl(Duration.seconds(0))
                                .build())
                        .toList())
                .httpVersion(HttpVersion.HTTP2_AND_3)
                .enableIpv6(true)
                .priceClass(configuration.size() == Size.DEV ? PriceClass.PRICE_CLASS_100 : PriceClass.PRICE_CLASS_ALL)
                .minimumProtocolVersion(SecurityPolicyProtocol.TLS_V1_2_2021);
        configuration
                .domain()
                .ifPresent(domain -> builder.domainNames(List.of(domain.name()))
                        .certificate(Certificate.fromCertificateArn(this, "Certificate", domain.certificate())));
        Distribution distribution = builder.build();
        configuration
                .domain()
                .ifPresent(domain -> domain.hostedZone().ifPresent(zone -> records(distribution, domain.name(), zone)));
        rootUrl = "https://"
                + configuration
                        .domain()
                        .map(Configuration.Domain::name)
                        .orElseGet(distribution::getDistributionDomainName);
        explain(distribution, configuration);
    }

    private static String host(HttpApi api) {
        return Fn.select(2, Fn.split("/", api.getApiEndpoint()));
    }

    private void records(Distribution distribution, String name, Configuration.HostedZone zone) {
        IHostedZone hosted = HostedZone.fromHostedZoneAttributes(
                this,
                "Zone",
                HostedZoneAttributes.builder()
                        .hostedZoneId(zone.id())
                        .zoneName(zone.name())
                        .build());
        RecordTarget target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
        ARecord.Builder.create(this, "A")
                .zone(hosted)
                .recordName(name + ".")
                .target(target)
                .build();
        AaaaRecord.Builder.create(this, "Aaaa")
                .zone(hosted)
                .recordName(name + ".")
                .target(target)
                .build();
    }

    private static void explain(Distribution distribution, Configuration configuration) {
        Checks.accept(distribution, "AwsSolutions-CFR1", "Workers and users may be anywhere.");
        Checks.accept(
                distribution,
                "AwsSolutions-CFR2",
                "Every request is signed or reads what is public; floods are bounded by API Gateway's throttling. A web ACL costs $6 a month and $0.60 a million requests: attach one to this distribution if the deployment is attacked.");
        Checks.accept(
                distribution, "AwsSolutions-CFR3", "API Gateway logs every request; a second log would say the same.");
        if (configuration.domain().isEmpty()) {
            Checks.accept(
                    distribution,
                    "AwsSolutions-CFR4",
                    "CloudFront's own certificate admits older TLS versions; with a domain of one's own TLS 1.2 is the least.");
        }
    }

    static String rawUriCode() {
        try (InputStream stream = Objects.requireNonNull(
                CloudFrontFront.class.getResourceAsStream("raw-uri.js"), "raw-uri.js is not on the class path")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Under which clients address the deployment. */
    String rootUrl() {
        return rootUrl;
    }
}
