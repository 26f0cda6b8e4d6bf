package io.spotcluster.aws.dynamodb;

import io.spotcluster.ports.table.Condition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A condition in DynamoDB's words.
 *
 * @param text none, if the write always happens
 * @param values for the names in it: exactly those, since DynamoDB refuses values that are not used
 */
record ConditionExpression(Optional<String> text, Map<String, AttributeValue> values) {
    static ConditionExpression of(Condition condition, Instant now) {
        return switch (condition) {
            case Condition.Always() -> new ConditionExpression(Optional.empty(), Map.of());
            case Condition.Absent() -> new ConditionExpression(Optional.of(DynamoLayout.ABSENT), now(now));
            case Condition.VersionIs(long version) -> versioned(DynamoLayout.VERSION_IS, version, now);
            case Condition.VersionAtMost(long version) -> versioned(DynamoLayout.VERSION_AT_MOST, version, now);
        };
    }

    /** Items expire at whole seconds, so that the fraction of the present one does not matter. */
    static Map<String, AttributeValue> now(Instant now) {
        return Map.of(DynamoLayout.NOW_VALUE, DynamoItems.number(now.getEpochSecond()));
    }

    private static ConditionExpression versioned(String text, long version, Instant now) {
        return new ConditionExpression(
                Optional.of(text),
                Map.of(
                        DynamoLayout.VERSION_VALUE, DynamoItems.number(version),
                        DynamoLayout.NOW_VALUE, DynamoItems.number(now.getEpochSecond())));
    }
}
