package io.spotcluster.api.scopes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scope expression is filled with: texts for {@code <name>}, lists for {@code for … in}, truths for {@code if}.
 */
public record Parameters(Map<String, String> texts, Map<String, List<String>> lists, Map<String, Boolean> truths) {
    public static final Parameters NONE = new Parameters(Map.of(), Map.of(), Map.of());

    public Parameters {
        texts = Map.copyOf(texts);
        lists = Map.copyOf(lists);
        truths = Map.copyOf(truths);
    }

    public Parameters with(String name, String text) {
        return new Parameters(added(texts, name, text), lists, truths);
    }

    public Parameters with(String name, List<String> list) {
        return new Parameters(texts, added(lists, name, List.copyOf(list)), truths);
    }

    public Parameters with(String name, boolean truth) {
        return new Parameters(texts, lists, added(truths, name, truth));
    }

    private static <V> Map<String, V> added(Map<String, V> map, String name, V value) {
        Map<String, V> copy = new TreeMap<>(map);
        copy.put(name, value);
        return copy;
    }
}
