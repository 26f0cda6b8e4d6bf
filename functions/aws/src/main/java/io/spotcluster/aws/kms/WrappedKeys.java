package io.spotcluster.aws.kms;

import io.spotcluster.aws.faults.SdkFaults;
import io.spotcluster.base.Bytes;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * Keys of 256 bits wrapped by a KMS key, for envelope encryption: the wrapped form may be stored anywhere, and each process
 * has it unwrapped once.
 */
public final class WrappedKeys {
    private final Supplier<KmsClient> client;
    private final String keyArn;
    private final Map<String, String> context;

    /** @param purpose is authenticated with each key: one that was wrapped for another purpose is not unwrapped */
    public WrappedKeys(Supplier<KmsClient> client, String keyArn, String purpose) {
        this.client = client;
        this.keyArn = keyArn;
        this.context = Map.of("purpose", purpose);
    }

    /** @param plain must never be stored */
    public record NewKey(Bytes plain, Bytes wrapped) {
        @Override
        public String toString() {
            return "NewKey[(secret)]";
        }
    }

    public NewKey generate() {
        try {
            GenerateDataKeyResponse made = client.get()
                    .generateDataKey(request ->
                            request.keyId(keyArn).keySpec(DataKeySpec.AES_256).encryptionContext(context));
            return new NewKey(bytes(made.plaintext()), bytes(made.ciphertextBlob()));
        } catch (SdkException e) {
            throw SdkFaults.ofRead("GenerateDataKey", e);
        }
    }

    public Bytes unwrap(Bytes wrapped) {
        try {
            return bytes(client.get()
                    .decrypt(request -> request.keyId(keyArn)
                            .ciphertextBlob(SdkBytes.fromByteArray(wrapped.toArray()))
                            .encryptionContext(context))
                    .plaintext());
        } catch (SdkException e) {
            throw SdkFaults.ofRead("Decrypt", e);
        }
    }

    private static Bytes bytes(SdkBytes bytes) {
        return Bytes.wrap(bytes.asByteArray());
    }
}
