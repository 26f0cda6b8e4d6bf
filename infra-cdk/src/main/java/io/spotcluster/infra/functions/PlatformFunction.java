package io.spotcluster.infra.functions;

import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.Variable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** A function of the catalogue, its role, which may do what the catalogue says and nothing else, and its log. */
public final class PlatformFunction extends Construct {
    private final FunctionDefinition definition;
    private final Role role;
    private final Policy policy;
    private final Function function;

    public PlatformFunction(Construct scope, FunctionDefinition definition, Ground ground) {
        this(scope, definition, ground, role(scope, definition));
    }

    /** With a role that was made before, since others refer to it. */
    public PlatformFunction(Construct scope, FunctionDefinition definition, Ground ground, Role role) {
        super(scope, definition.name());
        this.definition = definition;
        this.role = role;
        LogGroup log = Logs.group(
                this, "Log", "/aws/lambda/%s-%s".formatted(ground.deployment(), definition.name()), ground.size());
        policy = Policy.Builder.create(this, "Policy")
                .roles(List.of(role))
                .statements(Permissions.of(definition, ground))
                .build();
        policy.addStatements(PolicyStatement.Builder.create()
                .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                .resources(List.of(log.getLogGroupArn()))
                .build());
        Permissions.explainWildcards(policy, definition, ground, log);
        function = Function.Builder.create(this, "Function")
                .functionName("%s-%s".formatted(ground.deployment(), definition.name()))
                .description(definition.description())
                .runtime(Runtime.PROVIDED_AL2023)
                .architecture(architecture(ground.functionPackage()))
                .handler("bootstrap")
                .code(ground.functionPackage().code())
                .memorySize(definition.memoryMegabytes())
                .timeout(Duration.seconds(definition.timeout().toSeconds()))
                .environment(environment(definition, ground))
                .role(role)
                .logGroup(log)
                .build();
        // A first call must find its permissions.
        function.getNode().addDependency(policy);
    }

    public static Role role(Construct scope, FunctionDefinition definition) {
        return Role.Builder.create(scope, definition.name() + "-role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .description("What the function %s may do".formatted(definition.name()))
                .build();
    }

    private static software.amazon.awscdk.services.lambda.Architecture architecture(FunctionPackage functionPackage) {
        return switch (functionPackage.architecture()) {
            case ARM64 -> software.amazon.awscdk.services.lambda.Architecture.ARM_64;
            case X86_64 -> software.amazon.awscdk.services.lambda.Architecture.X86_64;
        };
    }

    private static Map<String, String> environment(FunctionDefinition definition, Ground ground) {
        Map<String, String> environment = new TreeMap<>();
        for (Variable variable : definition.variables()) {
            environment.put(variable.name(), value(variable, definition, ground));
        }
        return environment;
    }

    private static String value(Variable variable, FunctionDefinition definition, Ground ground) {
        return switch (variable) {
            case Variable.Function() -> definition.name();
            case Variable.Deployment() -> ground.deployment();
            case Variable.RootUrl() -> ground.rootUrl();
            case Variable.ApiUrl() -> ground.apiUrl();
            case Variable.WorkQueueUrl(var queue) -> ground.queue(queue).getQueueUrl();
            case Variable.BlobBucket() -> ground.blobs().getBucketName();
            case Variable.BlobSigner() -> ground.signer().getRoleArn();
            case Variable.EventBus() -> ground.bus().getEventBusName();
            case Variable.TokenKey() -> ground.tokenKey().getKeyArn();
            case Variable.RootToken() -> ground.rootTokenArn();
        };
    }

    public FunctionDefinition definition() {
        return definition;
    }

    public Role role() {
        return role;
    }

    public Policy policy() {
        return policy;
    }

    public Function function() {
        return function;
    }
}
