package io.spotcluster.lambda.catalog;

/** What can be done to a table. */
public enum TableAction {
    GET("dynamodb:GetItem"),
    GET_MANY("dynamodb:BatchGetItem"),
    QUERY("dynamodb:Query"),
    PUT("dynamodb:PutItem"),
    DELETE("dynamodb:DeleteItem"),
    /** Hints without a condition, puts and deletes, several at once. */
    WRITE_MANY("dynamodb:BatchWriteItem");

    private final String iamAction;

    TableAction(String iamAction) {
        this.iamAction = iamAction;
    }

    /** What the adapter calls for it, on the table itself. */
    public String iamAction() {
        return iamAction;
    }
}
