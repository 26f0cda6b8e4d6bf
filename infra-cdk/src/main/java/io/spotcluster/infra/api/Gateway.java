package io.spotcluster.infra.api;

import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.functions.Logs;
import java.util.Objects;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The HTTP API, as yet without routes. */
final class Gateway extends Construct {
    /** About 200 bytes a request. No query: a bewit in it is a secret. */
    private static final String LOG_FORMAT = """
            {"id":"$context.requestId","at":"$context.requestTimeEpoch","ip":"$context.identity.sourceIp",\
            "method":"$context.httpMethod","path":"$context.path","status":"$context.status",\
            "ms":"$context.responseLatency","bytes":"$context.responseLength","error":"$context.integrationErrorMessage"}""";

    private final HttpApi api;

    Gateway(Construct scope, Configuration configuration) {
        super(scope, "Gateway");
        api = HttpApi.Builder.create(this, "Api")
                .apiName(configuration.deployment())
                .description("The API of Spotcluster. Clients come through the front before it")
                .createDefaultStage(false)
                .build();
        LogGroup log = Logs.group(
                this,
                "AccessLog",
                "/spotcluster/%s/access".formatted(configuration.deployment()),
                configuration.size());
        HttpStage stage = HttpStage.Builder.create(this, "Stage")
                .httpApi(api)
                .stageName("$default")
                .autoDeploy(true)
                .throttle(ThrottleSettings.builder()
                        .rateLimit(configuration.requestsPerSecond())
                        .burstLimit(2 * configuration.requestsPerSecond())
                        .build())
                .detailedMetricsEnabled(true)
                .build();
        CfnStage resource = (CfnStage) Objects.requireNonNull(stage.getNode().getDefaultChild());
        resource.setAccessLogSettings(CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(log.getLogGroupArn())
                .format(LOG_FORMAT)
                .build());
    }

    HttpApi api() {
        return api;
    }
}
