package io.spotcluster.aws.secrets;

import io.spotcluster.aws.faults.SdkFaults;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Reads secrets that the deployment made. */
public final class SecretTexts {
    private final Supplier<SecretsManagerClient> client;

    public SecretTexts(Supplier<SecretsManagerClient> client) {
        this.client = client;
    }

    /** The text of a secret; it must not get into any log. */
    public String read(String arn) {
        try {
            return client.get().getSecretValue(request -> request.secretId(arn)).secretString();
        } catch (SdkException e) {
            throw SdkFaults.ofRead("GetSecretValue", e);
        }
    }
}
