package io.spotcluster.example.intervals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The tests of a class, by name; just enough to need no library. */
abstract class Check {
    interface Body {
        void run();
    }

    private final Map<String, Body> tests = new LinkedHashMap<>();

    final void test(String name, Body body) {
        tests.put(getClass().getSimpleName() + ": " + name, body);
    }

    final Map<String, Body> tests() {
        return tests;
    }

    static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", was " + actual);
        }
    }

    static void refuses(Body body) {
        try {
            body.run();
        } catch (IllegalArgumentException expected) {
            return;
        }
        throw new AssertionError("was accepted");
    }
}
