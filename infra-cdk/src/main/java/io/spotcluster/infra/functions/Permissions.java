package io.spotcluster.infra.functions;

import io.spotcluster.infra.Checks;
import io.spotcluster.lambda.catalog.BlobAction;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.KeyAction;
import io.spotcluster.lambda.catalog.TableAction;
import io.spotcluster.lambda.catalog.Trigger;
import io.spotcluster.lambda.catalog.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.LogGroup;

/** The permissions of a function: those of its uses and of its trigger, each on its own resource. */
public final class Permissions {
    private Permissions() {}

    static List<PolicyStatement> of(FunctionDefinition definition, Ground ground) {
        List<PolicyStatement> statements = new ArrayList<>();
        definition.uses().forEach(use -> statements.addAll(of(use, ground)));
        statements.addAll(of(definition.trigger(), ground));
        return statements;
    }

    private static List<PolicyStatement> of(Use use, Ground ground) {
        return switch (use) {
            case Use.OfTable(var table, var actions) ->
                List.of(allow(
                        actions.stream().map(TableAction::iamAction).toList(),
                        ground.table(table).getTableArn()));
            case Use.OfQueue(var queue) ->
                List.of(allow(
                        List.of(Use.OfQueue.IAM_ACTION), ground.queue(queue).getQueueArn()));
            case Use.OfBlobs blobs -> ofBlobs(blobs, ground);
            case Use.OfSignedUrls() ->
                List.of(allow(
                        List.of(Use.OfSignedUrls.IAM_ACTION), ground.signer().getRoleArn()));
            case Use.OfEvents() ->
                List.of(allow(List.of(Use.OfEvents.IAM_ACTION), ground.bus().getEventBusArn()));
            case Use.OfTokenKey(var actions) ->
                List.of(allow(
                        actions.stream().map(KeyAction::iamAction).toList(),
                        ground.tokenKey().getKeyArn()));
            case Use.OfRootToken() ->
                List.of(
                        allow(List.of(Use.OfRootToken.IAM_ACTION), ground.rootTokenArn()),
                        allow(List.of("kms:Decrypt"), ground.tokenKey().getKeyArn()));
            case Use.OfConfiguredSecrets() ->
                ground
                        .configuredSecretsArn()
                        .map(arn -> allow(List.of(Use.OfConfiguredSecrets.IAM_ACTION), arn))
                        .stream()
                        .toList();
            case Use.OfConfiguredRoles() ->
                ground.services().bucketRoles().stream()
                        .map(arn -> allow(List.of(Use.OfConfiguredRoles.IAM_ACTION), arn))
                        .toList();
            case Use.OfWorkerSecret() ->
                ground.workerSecretArn().map(arn -> allow(Use.OfWorkerSecret.IAM_ACTIONS, arn)).stream()
                        .toList();
        };
    }

    public static List<PolicyStatement> ofBlobs(Use.OfBlobs use, Ground ground) {
        List<PolicyStatement> statements = new ArrayList<>();
        statements.add(allow(
                use.actions().stream().map(BlobAction::iamAction).toList(),
                ground.blobs().arnForObjects("*")));
        if (use.actions().contains(BlobAction.GET)) {
            statements.add(allow(List.of("s3:ListBucket"), ground.blobs().getBucketArn()));
        }
        List<String> keyActions = new ArrayList<>();
        if (use.actions().contains(BlobAction.GET)) {
            keyActions.add("kms:Decrypt");
        }
        if (use.actions().contains(BlobAction.PUT)) {
            keyActions.add("kms:GenerateDataKey");
        }
        if (ground.blobs().getEncryptionKey() != null && !keyActions.isEmpty()) {
            statements.add(allow(keyActions, ground.blobs().getEncryptionKey().getKeyArn()));
        }
        return statements;
    }

    private static List<PolicyStatement> of(Trigger trigger, Ground ground) {
        return switch (trigger) {
            case Trigger.Feed feed ->
                List.of(
                        allow(
                                List.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
                                ground.stream(feed.table())),
                        // Lambda asks for it when it connects the two; it cannot be limited to one stream.
                        allow(
                                List.of("dynamodb:ListStreams"),
                                ground.table(feed.table()).getTableArn() + "/stream/*"));
            case Trigger.Work work ->
                List.of(allow(
                        List.of(
                                "sqs:ChangeMessageVisibility",
                                "sqs:DeleteMessage",
                                "sqs:GetQueueAttributes",
                                "sqs:ReceiveMessage"),
                        ground.queue(work.queue()).getQueueArn()));
            case Trigger.Http _, Trigger.Schedule _, Trigger.Deployment _ -> List.of();
        };
    }

    private static PolicyStatement allow(Collection<String> actions, String resource) {
        return PolicyStatement.Builder.create()
                .actions(actions.stream().sorted().toList())
                .resources(List.of(resource))
                .build();
    }

    /** Says to cdk-nag, and so to who reads the template, why the wildcards that are left are there. */
    static void explainWildcards(Policy policy, FunctionDefinition definition, Ground ground, LogGroup log) {
        Checks.acceptWildcard(policy, "Resource::<%s.Arn>:*", log, "The streams of the function's own log group.");
        if (definition.uses().stream().anyMatch(Use.OfBlobs.class::isInstance)) {
            explainBlobWildcard(policy, ground);
        }
        List<String> secrets = new ArrayList<>();
        if (definition.uses().contains(new Use.OfConfiguredSecrets())) {
            ground.configuredSecretsArn().ifPresent(secrets::add);
        }
        if (definition.uses().contains(new Use.OfWorkerSecret())) {
            ground.workerSecretArn().ifPresent(secrets::add);
        }
        if (!secrets.isEmpty()) {
            Checks.acceptWildcards(
                    policy,
                    secrets.stream().map(arn -> "Resource::" + arn).toList(),
                    "One secret: the six characters that AWS puts after its name are not known before it is made.");
        }
        if (definition.trigger() instanceof Trigger.Feed feed) {
            Checks.acceptWildcard(
                    policy,
                    "Resource::<%s.Arn>/stream/*",
                    ground.table(feed.table()),
                    "The streams of one table: a stream's name is its time of birth.");
        }
    }

    public static void explainBlobWildcard(Policy policy, Ground ground) {
        Checks.acceptWildcard(
                policy,
                "Resource::<%s.Arn>/*",
                ground.blobs(),
                "The objects of the bucket of blobs: they come and go, and each request concerns others.");
    }
}
