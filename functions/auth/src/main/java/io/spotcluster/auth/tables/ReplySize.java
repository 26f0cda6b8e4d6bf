package io.spotcluster.auth.tables;

import tools.jackson.databind.JsonNode;

/** Keeps lists within what a reply may hold: pages end by bytes as well as by count. */
public final class ReplySize {
    /** Lambda allows 6 MB; characters of JSON here are ASCII but for descriptions. */
    private static final int LIMIT = 2_000_000;

    private long size;

    public void add(JsonNode json) {
        size += json.toString().length();
    }

    /** Time to end the page. */
    public boolean isFull() {
        return size >= LIMIT;
    }
}
