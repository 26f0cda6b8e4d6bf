package io.spotcluster.infra.api;

import io.spotcluster.infra.functions.Ground;
import io.spotcluster.infra.functions.Permissions;
import io.spotcluster.lambda.catalog.Use;
import java.util.List;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.CompositePrincipal;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The role whose sessions sign URLs of blobs; those functions may assume it that say so, and nobody else. */
final class SignerRole {
    private SignerRole() {}

    static Role create(Construct scope, List<Role> functions, Ground ground) {
        Role role = Role.Builder.create(scope, "BlobSigner")
                .description("Signs URLs of blobs, for an hour at a time")
                .assumedBy(new CompositePrincipal(functions.stream()
                        .map(function -> (IPrincipal) new ArnPrincipal(function.getRoleArn()))
                        .toArray(IPrincipal[]::new)))
                .build();
        Policy policy = Policy.Builder.create(scope, "BlobSignerPolicy")
                .roles(List.of(role))
                .statements(Permissions.ofBlobs(Use.OfSignedUrls.SIGNER, ground))
                .build();
        Permissions.explainBlobWildcard(policy, ground);
        return role;
    }
}
