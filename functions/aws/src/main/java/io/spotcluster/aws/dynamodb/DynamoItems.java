package io.spotcluster.aws.dynamodb;

import static java.util.Objects.requireNonNull;

import io.spotcluster.base.Bytes;
import io.spotcluster.ports.table.Item;
import io.spotcluster.ports.table.Key;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items as DynamoDB holds them. What is empty or absent takes no attribute. */
final class DynamoItems {
    private DynamoItems() {}

    static Map<String, AttributeValue> attributes(Item item) {
        Map<String, AttributeValue> attributes = new HashMap<>(attributes(item.key()));
        attributes.put(DynamoLayout.VERSION, number(item.version()));
        if (!item.nonce().isEmpty()) {
            attributes.put(DynamoLayout.NONCE, text(item.nonce()));
        }
        item.expires().ifPresent(expires -> attributes.put(DynamoLayout.EXPIRES, number(roundedUp(expires))));
        if (item.body().length() > 0) {
            attributes.put(DynamoLayout.BODY, body(item.body()));
        }
        return attributes;
    }

    static Map<String, AttributeValue> attributes(Key key) {
        return Map.of(DynamoLayout.PARTITION, text(key.partition()), DynamoLayout.SORT, text(key.sort()));
    }

    static Item item(Map<String, AttributeValue> attributes) {
        return new Item(
                key(attributes),
                Long.parseLong(attribute(attributes, DynamoLayout.VERSION).n()),
                find(attributes, DynamoLayout.NONCE).map(AttributeValue::s).orElse(""),
                find(attributes, DynamoLayout.EXPIRES)
                        .map(expires -> Instant.ofEpochSecond(Long.parseLong(expires.n()))),
                find(attributes, DynamoLayout.BODY).map(DynamoItems::body).orElse(Bytes.EMPTY));
    }

    static Key key(Map<String, AttributeValue> attributes) {
        return new Key(
                attribute(attributes, DynamoLayout.PARTITION).s(),
                attribute(attributes, DynamoLayout.SORT).s());
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** An item must not cease to exist before its time. */
    private static long roundedUp(Instant expires) {
        return expires.getNano() == 0 ? expires.getEpochSecond() : expires.getEpochSecond() + 1;
    }

    private static AttributeValue body(Bytes body) {
        return jsonText(body)
                .map(AttributeValue::fromS)
                .orElseGet(() -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(body.unsafeArray())));
    }

    private static Bytes body(AttributeValue body) {
        return body.s() == null ? Bytes.wrap(body.b().asByteArrayUnsafe()) : Bytes.utf8(body.s());
    }

    /** The first byte tells JSON from compressed and other content; strict decoding makes sure that the bytes come back as they were. */
    private static Optional<String> jsonText(Bytes body) {
        byte first = body.unsafeArray()[0];
        if (first != '{' && first != '[') {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.unsafeArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static AttributeValue attribute(Map<String, AttributeValue> attributes, String name) {
        return requireNonNull(attributes.get(name), () -> "an item without the attribute " + name);
    }

    private static Optional<AttributeValue> find(Map<String, AttributeValue> attributes, String name) {
        return Optional.ofNullable(attributes.get(name));
    }
}
