package io.spotcluster.lambda.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A function of the deployment.
 *
 * @param name lower-case words joined by dashes; the deployment puts its own name before it
 * @param description one sentence, for a console
 * @param memoryMegabytes which also decides the share of a processor: 1,769 MB is one
 * @param timeout after which Lambda ends a call
 * @param uses in no order, each thing once
 */
public record FunctionDefinition(
        String name, String description, Trigger trigger, int memoryMegabytes, Duration timeout, List<Use> uses) {
    public FunctionDefinition {
        uses = List.copyOf(uses);
    }

    /** The environment that the function expects; it refuses to start when one of them is missing or malformed. */
    public List<Variable> variables() {
        Set<Variable> variables = new LinkedHashSet<>(List.of(new Variable.Function(), new Variable.Deployment()));
        if (trigger instanceof Trigger.Http) {
            variables.add(new Variable.RootUrl());
        }
        uses.forEach(use -> variables.addAll(variables(use)));
        return new ArrayList<>(variables);
    }

    private static List<Variable> variables(Use use) {
        return switch (use) {
            case Use.OfTable _ -> List.of();
            case Use.OfQueue sending -> List.of(new Variable.WorkQueueUrl(sending.queue()));
            case Use.OfBlobs _ -> List.of(new Variable.BlobBucket());
            case Use.OfSignedUrls() -> List.of(new Variable.BlobBucket(), new Variable.BlobSigner());
            case Use.OfEvents() -> List.of(new Variable.EventBus());
            case Use.OfTokenKey _ -> List.of(new Variable.TokenKey());
            case Use.OfRootToken() -> List.of(new Variable.RootToken());
            // Said by the name of the deployment, and by its configuration, which is in the package.
            case Use.OfConfiguredSecrets(), Use.OfConfiguredRoles() -> List.of();
            // It tells machines where the deployment is.
            case Use.OfWorkerSecret() -> List.of(new Variable.RootUrl(), new Variable.ApiUrl());
        };
    }
}
