package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.TableDefinition;

/**
 * Names the DynamoDB tables of one deployment.
 *
 * @param deployment comes before each table's name, so that several deployments can share an account
 */
public record TableNames(String deployment) {
    public String of(TableDefinition table) {
        return deployment + "-" + table.name();
    }
}
