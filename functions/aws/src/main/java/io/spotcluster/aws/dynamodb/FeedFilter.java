package io.spotcluster.aws.dynamodb;

import io.spotcluster.api.json.Json;
import io.spotcluster.ports.table.FeedKeys;
import io.spotcluster.ports.table.TableDefinition;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an event source lets through to a feed's function, so that other changes of the table cost no call. */
public final class FeedFilter {
    private FeedFilter() {}

    /**
     * A filter pattern of Lambda: the sort keys of the table's feed. Removals by expiry pass it, since whoever removes an item
     * is not told of other removals at all; the function leaves them out.
     */
    public static String pattern(TableDefinition table) {
        ObjectNode pattern = Json.MAPPER.createObjectNode();
        ArrayNode keys = pattern.putObject("dynamodb")
                .putObject("Keys")
                .putObject(DynamoLayout.SORT)
                .putArray("S");
        for (FeedKeys feed : table.feed()) {
            switch (feed) {
                case FeedKeys.Exactly(String sortKey) -> keys.add(sortKey);
                case FeedKeys.StartingWith(String prefix) -> keys.addObject().put("prefix", prefix);
            }
        }
        return Json.write(pattern);
    }
}
