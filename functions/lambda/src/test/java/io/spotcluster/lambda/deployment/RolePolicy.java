package io.spotcluster.lambda.deployment;

import io.spotcluster.api.json.Json;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.lambda.catalog.BlobAction;
import io.spotcluster.lambda.catalog.FunctionDefinition;
import io.spotcluster.lambda.catalog.KeyAction;
import io.spotcluster.lambda.catalog.TableAction;
import io.spotcluster.lambda.catalog.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a function's role may do: what the catalogue declares, and nothing else. */
final class RolePolicy {
    private final ObjectNode policy = Json.MAPPER.createObjectNode();
    private final ArrayNode statements;

    private RolePolicy() {
        policy.put("Version", "2012-10-17");
        statements = policy.putArray("Statement");
    }

    static String of(FunctionDefinition function, Arns arns) {
        RolePolicy policy = new RolePolicy();
        function.uses().forEach(use -> policy.add(use, arns));
        return Json.write(policy.policy);
    }

    static String ofSigner(String bucket) {
        RolePolicy policy = new RolePolicy();
        policy.addBlobs(Use.OfSignedUrls.SIGNER.actions(), bucket);
        return Json.write(policy.policy);
    }

    /** @param queues by name */
    record Arns(
            TableNames tables,
            Map<String, String> queues,
            String bucket,
            String signer,
            String bus,
            String key,
            String rootToken,
            String configuredSecrets,
            String workerSecret) {}

    private void add(Use use, Arns arns) {
        switch (use) {
            case Use.OfTable of ->
                allow(
                        of.actions().stream().map(TableAction::iamAction).toList(),
                        "arn:aws:dynamodb:us-east-1:000000000000:table/"
                                + arns.tables().of(of.table()));
            case Use.OfQueue of ->
                allow(
                        List.of(Use.OfQueue.IAM_ACTION),
                        arns.queues().get(of.queue().name()));
            case Use.OfBlobs of -> addBlobs(of.actions(), arns.bucket());
            case Use.OfSignedUrls _ -> allow(List.of(Use.OfSignedUrls.IAM_ACTION), arns.signer());
            case Use.OfEvents _ -> allow(List.of(Use.OfEvents.IAM_ACTION), arns.bus());
            case Use.OfTokenKey of ->
                allow(of.actions().stream().map(KeyAction::iamAction).toList(), arns.key());
            case Use.OfRootToken _ -> allow(List.of(Use.OfRootToken.IAM_ACTION), arns.rootToken());
            case Use.OfConfiguredSecrets _ ->
                allow(List.of(Use.OfConfiguredSecrets.IAM_ACTION), arns.configuredSecrets());
            case Use.OfConfiguredRoles _ -> {
                // None is configured.
            }
            case Use.OfWorkerSecret _ -> allow(Use.OfWorkerSecret.IAM_ACTIONS, arns.workerSecret());
        }
    }

    private void addBlobs(Set<BlobAction> actions, String bucket) {
        allow(actions.stream().map(BlobAction::iamAction).toList(), "arn:aws:s3:::" + bucket + "/*");
        if (actions.contains(BlobAction.GET)) {
            allow(List.of("s3:ListBucket"), "arn:aws:s3:::" + bucket);
        }
    }

    private void allow(Collection<String> actions, String resource) {
        ObjectNode statement = statements.addObject();
        statement.put("Effect", "Allow").put("Resource", resource);
        ArrayNode allowed = statement.putArray("Action");
        actions.stream().sorted().forEach(allowed::add);
    }
}
