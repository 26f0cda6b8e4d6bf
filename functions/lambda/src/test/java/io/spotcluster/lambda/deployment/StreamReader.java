package io.spotcluster.lambda.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.json.Json;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.aws.dynamodb.TableNames;
import io.spotcluster.lambda.sources.LambdaFunction;
import io.spotcluster.ports.table.TableDefinition;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plays the part of Lambda's event source: reads a table's stream, and calls the function with the events that Lambda would make. */
final class StreamReader {
    private final String streamArn;
    private final DynamoDbStreamsClient streams;
    private final Map<String, String> iterators = new HashMap<>();

    StreamReader(StandInClients aws, TableNames names, TableDefinition table) {
        DynamoDbClient dynamo = aws.clients().dynamo().get();
        streamArn = dynamo.describeTable(request -> request.tableName(names.of(table)))
                .table()
                .latestStreamArn();
        streams = DynamoDbStreamsClient.builder()
                .endpointOverride(URI.create(aws.environment().get("AWS_ENDPOINT_URL")))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** @return how many records there were, all of them handled */
    int deliverTo(LambdaFunction function) {
        List<Record> records = read();
        if (!records.isEmpty()) {
            byte[] answer = function.answer(Json.MAPPER.writeValueAsBytes(event(records)));
            assertThat(Json.MAPPER.readTree(answer)).hasToString("{\"batchItemFailures\":[]}");
        }
        return records.size();
    }

    private List<Record> read() {
        List<Record> records = new ArrayList<>();
        for (Shard shard : streams.describeStream(request -> request.streamArn(streamArn))
                .streamDescription()
                .shards()) {
            String iterator = iterators.computeIfAbsent(
                    shard.shardId(),
                    id -> streams.getShardIterator(request -> request.streamArn(streamArn)
                                    .shardId(id)
                                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                            .shardIterator());
            GetRecordsResponse response = streams.getRecords(request -> request.shardIterator(iterator));
            records.addAll(response.records());
            Optional.ofNullable(response.nextShardIterator()).ifPresent(next -> iterators.put(shard.shardId(), next));
        }
        return records;
    }

    private static ObjectNode event(List<Record> records) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        ArrayNode told = event.putArray("Records");
        for (Record record : records) {
            ObjectNode json = told.addObject();
            json.put("eventID", record.eventID())
                    .put("eventName", record.eventNameAsString())
                    .put("eventVersion", "1.1")
                    .put("eventSource", "aws:dynamodb")
                    .put("awsRegion", "us-east-1");
            ObjectNode images = json.putObject("dynamodb");
            images.put("SequenceNumber", record.dynamodb().sequenceNumber())
                    .put("StreamViewType", "NEW_AND_OLD_IMAGES");
            images.set("Keys", image(record.dynamodb().keys()));
            if (record.dynamodb().hasOldImage()) {
                images.set("OldImage", image(record.dynamodb().oldImage()));
            }
            if (record.dynamodb().hasNewImage()) {
                images.set("NewImage", image(record.dynamodb().newImage()));
            }
        }
        return event;
    }

    private static ObjectNode image(Map<String, AttributeValue> attributes) {
        ObjectNode image = Json.MAPPER.createObjectNode();
        attributes.forEach((name, value) -> {
            ObjectNode json = image.putObject(name);
            switch (value.type()) {
                case S -> json.put("S", value.s());
                case N -> json.put("N", value.n());
                default ->
                    json.put("B", Base64.getEncoder().encodeToString(value.b().asByteArray()));
            }
        });
        return image;
    }
}
