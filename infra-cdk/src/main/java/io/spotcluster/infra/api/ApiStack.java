package io.spotcluster.infra.api;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.events.Triggers;
import io.spotcluster.infra.functions.Ground;
import io.spotcluster.infra.functions.PlatformFunction;
import io.spotcluster.lambda.catalog.FunctionCatalog;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Trigger;
import io.spotcluster.lambda.catalog.Use;
import io.spotcluster.lambda.catalog.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpRoute;
import software.amazon.awscdk.services.apigatewayv2.HttpRouteKey;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * The way in. The functions must know the root URL, which signatures cover, and the routes must know the functions; so the
 * order is: an HTTP API without routes, the front before it, the functions, their routes (docs/adr/0015).
 */
public final class ApiStack extends Stack {
    /** The name of the output that holds the root URL. */
    public static final String ROOT_URL = "RootUrl";

    /** The name of the output that holds the address of the HTTP API, for whoever puts a front before it. */
    public static final String API_ENDPOINT = "ApiEndpoint";

    private final HttpApi api;
    private final List<PlatformFunction> functions = new ArrayList<>();

    public ApiStack(Construct scope, String id, StackProps props, Configuration configuration, Ground ground) {
        super(scope, id, props);
        Gateway gateway = new Gateway(this, configuration);
        api = gateway.api();
        String rootUrl = configuration
                .ownFront()
                .map(Configuration.OwnFront::rootUrl)
                .orElseGet(() -> new CloudFrontFront(this, configuration, api).rootUrl());
        Map<FunctionDefinition, Role> roles = new LinkedHashMap<>();
        for (FunctionDefinition definition : FunctionCatalog.ALL) {
            if (belongsHere(definition)) {
                roles.put(definition, PlatformFunction.role(this, definition));
            }
        }
        List<Role> signing = roles.entrySet().stream()
                .filter(entry -> entry.getKey().uses().contains(new Use.OfSignedUrls()))
                .map(Map.Entry::getValue)
                .toList();
        Ground whole =
                ground.with(new Ground.Front(rootUrl, api.getApiEndpoint(), SignerRole.create(this, signing, ground)));
        roles.forEach((definition, role) -> {
            PlatformFunction function = new PlatformFunction(this, definition, whole, role);
            functions.add(function);
            if (definition.trigger() instanceof Trigger.Http http) {
                route(function, http);
            } else {
                Triggers.attach(function, whole);
            }
        });
        if (!ground.services().bucketRoles().isEmpty()) {
            CfnOutput.Builder.create(this, "AuthRole")
                    .description("Which the roles of auth.aws must trust")
                    .value(Objects.requireNonNull(roles.get(FunctionCatalog.AUTH_API))
                            .getRoleArn())
                    .build();
        }
        CfnOutput.Builder.create(this, ROOT_URL)
                .description("What clients call TASKCLUSTER_ROOT_URL")
                .value(rootUrl)
                .build();
        CfnOutput.Builder.create(this, API_ENDPOINT)
                .description("Where the front finds the HTTP API, and machines do; no client signs for this address")
                .value(api.getApiEndpoint())
                .build();
    }

    /** Whatever has to know the root URL: no other stack does. */
    public static boolean belongsHere(FunctionDefinition definition) {
        return definition.variables().contains(new Variable.RootUrl());
    }

    private void route(PlatformFunction function, Trigger.Http trigger) {
        HttpLambdaIntegration integration =
                new HttpLambdaIntegration(function.definition().name(), function.function());
        trigger.routes().forEach((name, path) -> {
            HttpRoute route = HttpRoute.Builder.create(this, "Route-" + name)
                    .httpApi(api)
                    .routeKey(HttpRouteKey.with(path, HttpMethod.ANY))
                    .integration(integration)
                    .build();
            Checks.accept(
                    route,
                    "AwsSolutions-APIG4",
                    "Requests are signed with Hawk, which API Gateway cannot check; the function does, as its service declares for each method.");
        });
    }

    public HttpApi api() {
        return api;
    }

    public List<PlatformFunction> functions() {
        return List.copyOf(functions);
    }
}
