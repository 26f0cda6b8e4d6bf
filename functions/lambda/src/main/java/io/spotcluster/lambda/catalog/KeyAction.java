package io.spotcluster.lambda.catalog;

/** What can be done with the key that wraps the key of the access tokens. */
public enum KeyAction {
    /** Unwraps the key; once for each process. */
    DECRYPT("kms:Decrypt"),
    /** Makes a wrapped key; once in a deployment's life. */
    GENERATE("kms:GenerateDataKey");

    private final String iamAction;

    KeyAction(String iamAction) {
        this.iamAction = iamAction;
    }

    public String iamAction() {
        return iamAction;
    }
}
