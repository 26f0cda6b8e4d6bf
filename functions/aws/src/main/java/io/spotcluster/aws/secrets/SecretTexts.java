package io.spotcluster.aws.secrets;

import io.spotcluster.aws.faults.SdkFaults;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The secrets that the deployment made. */
public final class SecretTexts {
    private final Supplier<SecretsManagerClient> client;

    public SecretTexts(Supplier<SecretsManagerClient> client) {
        this.client = client;
    }

    /**
     * The text of a secret; it must not get into any log.
     *
     * @param id its name or ARN
     */
    public String read(String id) {
        return read(id, Optional.empty());
    }

    /** @param version of the text; the newest, if absent */
    public String read(String id, Optional<String> version) {
        try {
            return client.get()
                    .getSecretValue(request -> request.secretId(id).versionId(version.orElse(null)))
                    .secretString();
        } catch (SdkException e) {
            throw SdkFaults.ofRead("GetSecretValue", e);
        }
    }

    /** Gives a secret that is there another text. */
    public void write(String id, String text) {
        try {
            client.get().putSecretValue(request -> request.secretId(id).secretString(text));
        } catch (SdkException e) {
            throw SdkFaults.ofWrite("PutSecretValue", e);
        }
    }
}
