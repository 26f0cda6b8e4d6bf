package io.spotcluster.api.json;

import io.spotcluster.base.Bytes;
import io.spotcluster.base.ErrorCode;
import io.spotcluster.base.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/** Reads the JSON that a stranger sent. What it returns can be written again, byte for byte the same document. */
public final class JsonBody {
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate property (\".{0,100}\") for", Pattern.DOTALL);
    private static final Pattern ABOUT_ITSELF = Pattern.compile(
            "( \\(start marker at \\[|: maybe a|, from `Stream|: enable `|: was expecting|\\R).*", Pattern.DOTALL);

    private JsonBody() {}

    /**
     * An object or an array, of strict JSON in UTF-8: no field twice in an object, no text that UTF-8 cannot carry, no
     * number beyond the range of a double, nothing nested deeper than {@link Json#DEPTH_LIMIT}. Nothing at all is an empty
     * object.
     *
     * @throws io.spotcluster.base.RejectedException MalformedPayload
     */
    public static JsonNode read(Bytes body) {
        if (body.length() == 0) {
            return Json.MAPPER.createObjectNode();
        }
        JsonNode document = parse(decode(body));
        if (!document.isContainer()) {
            throw malformed("a JSON object is expected, not " + kind(document));
        }
        check(document);
        return document;
    }

    private static String decode(Bytes body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.unsafeArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("it is not UTF-8");
        }
    }

    private static JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            TokenStreamLocation location = e.getLocation();
            String where = location == null
                    ? ""
                    : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
            throw malformed(reason(e) + where);
        }
    }

    /** Recursion is safe: the parser has bounded the depth. */
    private static void check(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT ->
                node.forEachEntry((name, value) -> {
                    checkText(name);
                    check(value);
                });
            case ARRAY -> node.forEach(JsonBody::check);
            case STRING -> checkText(node.stringValue());
            case NUMBER -> {
                if (!Double.isFinite(node.doubleValue())) {
                    throw malformed("a number is beyond the range of a double");
                }
            }
            case BINARY, BOOLEAN, MISSING, NULL, POJO -> {}
        }
    }

    private static void checkText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw malformed("a string has half a surrogate pair, \\u%04x".formatted((int) c));
                }
            }
        }
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case ARRAY, BINARY, MISSING, OBJECT, POJO -> "nothing";
        };
    }

    /** What the parser says, without what it says about itself and without long quotations. */
    private static String reason(JacksonException failure) {
        if (failure.getOriginalMessage().startsWith("Trailing token")) {
            return "something follows after its end";
        }
        Matcher duplicate = DUPLICATE.matcher(failure.getOriginalMessage());
        String reason = duplicate.lookingAt()
                ? "an object has the field %s twice".formatted(duplicate.group(1))
                : ABOUT_ITSELF.matcher(failure.getOriginalMessage()).replaceFirst("");
        return reason.length() <= 120 ? reason : reason.substring(0, 120) + "…";
    }

    private static RuntimeException malformed(String why) {
        return new Rejection(ErrorCode.MALFORMED_PAYLOAD, "The request's body is no proper JSON: " + why).asException();
    }
}
