package io.spotcluster.worker.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The members of one JSON object. Each reader notes a fault where a value is not what it should be, and then answers as
 * if it were absent, so that one pass finds every fault. End with {@link #refuseUnknown}.
 */
public final class Members {
    private final JsonNode object;
    private final String path;
    private final Faults faults;
    private final Set<String> known = new TreeSet<>();

    private Members(JsonNode object, String path, Faults faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
    }

    /**
     * @param path of the object in its document; empty for the document itself
     */
    public static Members of(JsonNode object, String path, Faults faults) {
        if (!object.isObject()) {
            faults.add(path.isEmpty() ? "the document" : path, object, "an object");
            return new Members(MissingNode.getInstance(), path, faults);
        }
        return new Members(object, path, faults);
    }

    public Faults faults() {
        return faults;
    }

    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public boolean has(String name) {
        return !member(name).isMissingNode();
    }

    /** The raw member; a missing node, if it is absent. */
    public JsonNode member(String name) {
        known.add(name);
        return object.path(name);
    }

    public Optional<String> text(String name, String expectation) {
        JsonNode value = member(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            faults.add(path(name), value, expectation);
            return Optional.empty();
        }
        return Optional.of(value.stringValue());
    }

    public String requiredText(String name, String expectation) {
        if (!has(name)) {
            faults.missing(path(name), expectation);
            return "";
        }
        return text(name, expectation).orElse("");
    }

    /** A string that no message shows. */
    public Optional<String> secret(String name, String expectation) {
        JsonNode value = member(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString() || value.stringValue().isEmpty()) {
            faults.hidden(path(name), expectation);
            return Optional.empty();
        }
        return Optional.of(value.stringValue());
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode value = member(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            faults.add(path(name), value, "true or false");
            return otherwise;
        }
        return value.booleanValue();
    }

    /** A whole number within bounds, both included; {@code 3.0} counts as one, as in JSON Schema. */
    public Optional<Long> number(String name, long least, long most) {
        JsonNode value = member(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Optional<Long> whole = whole(value).filter(number -> number >= least && number <= most);
        if (whole.isEmpty()) {
            faults.add(path(name), value, range(least, most));
        }
        return whole;
    }

    public long requiredNumber(String name, long least, long most) {
        if (!has(name)) {
            faults.missing(path(name), range(least, most));
            return least;
        }
        return number(name, least, most).orElse(least);
    }

    /** A whole number, however it is written; empty for anything else. */
    public static Optional<Long> whole(JsonNode value) {
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            return Optional.empty();
        }
        return Optional.of(value.decimalValue().longValueExact());
    }

    /** An object whose members are all strings, in their order. */
    public Map<String, String> texts(String name, String expectation) {
        JsonNode value = member(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value.isMissingNode()) {
            return texts;
        }
        if (!value.isObject()) {
            faults.add(path(name), value, expectation);
            return texts;
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (entry.getValue().isString()) {
                texts.put(entry.getKey(), entry.getValue().stringValue());
            } else {
                faults.add(path(name) + "." + entry.getKey(), entry.getValue(), "a string");
            }
        }
        return texts;
    }

    /** The members of an object within; no members, if it is absent. */
    public Members object(String name) {
        JsonNode value = member(name);
        return value.isMissingNode()
                ? new Members(MissingNode.getInstance(), path(name), faults)
                : of(value, path(name), faults);
    }

    /**
     * The elements of a list, each read with its path.
     *
     * @param expectation of the list as a whole
     */
    public <T> List<T> list(String name, String expectation, BiFunction<JsonNode, String, Optional<T>> element) {
        JsonNode value = member(name);
        List<T> elements = new ArrayList<>();
        if (value.isMissingNode()) {
            return elements;
        }
        if (!value.isArray()) {
            faults.add(path(name), value, expectation);
            return elements;
        }
        for (int index = 0; index < value.size(); index++) {
            element.apply(value.get(index), path(name) + "[" + index + "]").ifPresent(elements::add);
        }
        return elements;
    }

    /** Notes each element of a list that stands there twice; {@code 1} and {@code 1.0} are the same. */
    public void refuseDuplicates(String name) {
        JsonNode value = member(name);
        Set<Object> seen = new HashSet<>();
        for (int index = 0; value.isArray() && index < value.size(); index++) {
            JsonNode element = value.get(index);
            if (!seen.add(whole(element).<Object>map(number -> number).orElse(element))) {
                faults.add(path(name) + "[" + index + "]", element, "no element twice in this list");
            }
        }
    }

    /** Notes each member that no reader asked for. */
    public void refuseUnknown() {
        unknown().forEach((name, value) -> faults.add(path(name), value, expectationOfNames()));
    }

    /** The same, without showing values: they may be secrets under a misspelt name. */
    public void refuseUnknownQuietly() {
        unknown().forEach((name, value) -> faults.hidden(path(name), expectationOfNames()));
    }

    private Map<String, JsonNode> unknown() {
        Map<String, JsonNode> unknown = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            if (!known.contains(entry.getKey())) {
                unknown.put(entry.getKey(), entry.getValue());
            }
        });
        return unknown;
    }

    private String expectationOfNames() {
        return "no such member; known here: " + String.join(", ", known);
    }

    private static String range(long least, long most) {
        return most == Long.MAX_VALUE
                ? "a whole number, at least " + least
                : "a whole number from " + least + " to " + most;
    }
}
