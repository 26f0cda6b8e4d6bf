package io.spotcluster.worker.json;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The faults found so far, in the order of the document. */
public final class Faults {
    private static final int READABLE = 100;
    private static final String NOTHING = "missing";

    private final List<Fault> found = new ArrayList<>();

    public void add(String path, JsonNode value, String expectation) {
        found.add(new Fault(path, show(value), expectation));
    }

    public void missing(String path, String expectation) {
        found.add(new Fault(path, NOTHING, expectation));
    }

    /** For a value that must not be shown. */
    public void hidden(String path, String expectation) {
        found.add(new Fault(path, "set to something", expectation));
    }

    public boolean none() {
        return found.isEmpty();
    }

    public List<Fault> list() {
        return List.copyOf(found);
    }

    private static String show(JsonNode value) {
        if (value.isMissingNode()) {
            return NOTHING;
        }
        String json = value.toString();
        return json.length() <= READABLE ? json : json.substring(0, READABLE) + "… (" + json.length() + " characters)";
    }
}
