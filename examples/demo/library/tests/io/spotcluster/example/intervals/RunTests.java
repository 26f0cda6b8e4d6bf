package io.spotcluster.example.intervals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one shard of the tests: {@code RunTests SHARD OF RESULTS-FILE}. Exits with 1 when one failed. */
public final class RunTests {
    private RunTests() {}

    public static void main(String[] arguments) throws Exception {
        int shard = Integer.parseInt(arguments[0]);
        int shards = Integer.parseInt(arguments[1]);
        Map<String, Check.Body> tests = new LinkedHashMap<>();
        for (Check check : List.of(new IntervalTests(), new IntervalSetTests(), new IntervalTextTests())) {
            tests.putAll(check.tests());
        }
        List<String> results = new ArrayList<>();
        int position = 0;
        boolean failed = false;
        for (Map.Entry<String, Check.Body> test : tests.entrySet()) {
            if (position++ % shards != shard - 1) {
                continue;
            }
            long start = System.nanoTime();
            String verdict = "passed";
            try {
                test.getValue().run();
            } catch (AssertionError | RuntimeException e) {
                verdict = "FAILED: " + e.getMessage();
                failed = true;
            }
            String result = "%s  %s (%.1f ms)".formatted(verdict, test.getKey(), (System.nanoTime() - start) / 1e6);
            System.out.println(result);
            results.add(result);
        }
        Files.createDirectories(Path.of(arguments[2]).toAbsolutePath().getParent());
        Files.write(Path.of(arguments[2]), results);
        if (failed) {
            System.exit(1);
        }
    }
}
